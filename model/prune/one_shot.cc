#include "model/prune/one_shot.h"

#include <ATen/ATen.h>

#include <span>
#include <utility>
#include <vector>

#include "model/kernels/normal.h"
#include "model/prune/magnitude.h"
#include "model/prune/pools.h"

namespace srnet::prune {
namespace {

constexpr std::uint32_t kFirstStream = 1u << 20;  // Far from the streams that draw parameters.

// What competes: the entries of one matrix, or one group of units.
struct List {
  std::vector<float> drawn;  // Of the criterion random, and the magnitudes of units.
  std::span<const float> magnitudes;
  std::vector<std::uint8_t> levels;
  UnitGroup::Kind kind = UnitGroup::Kind::kHeads;
};

void Fill(const OneShotRule& rule, std::size_t index, std::size_t size, List& list) {
  list.levels.resize(size);
  if (rule.criterion == stage::OneShotCriterion::kRandom) {
    list.drawn.resize(size);
    kernels::FillNormal(rule.seed, kFirstStream + static_cast<std::uint32_t>(index), 1.0, list.drawn);
  }
  if (!list.drawn.empty()) list.magnitudes = list.drawn;
}

void Prune(const OneShotRule& rule, std::vector<List>& lists) {
  std::vector<UnitGroup::Kind> kinds;
  for (const List& list : lists) kinds.push_back(list.kind);
  for (const std::vector<std::size_t>& pool : PoolsOf(rule.scope, kinds)) {
    std::vector<LevelledMatrix> matrices;
    for (const std::size_t i : pool) matrices.push_back({lists[i].magnitudes, lists[i].levels});
    PruneSmallest(matrices, PrunedCount(AliveCount(matrices), rule.sparsity), 1);
  }
}

std::vector<std::uint8_t> KeptCodes(const std::vector<std::uint8_t>& levels) {
  std::vector<std::uint8_t> codes;
  codes.reserve(levels.size());
  for (const std::uint8_t level : levels) codes.push_back(level == 0 ? 1 : 0);
  return codes;
}

CodedTensors MatrixMasks(encoder::Weights& weights, const OneShotRule& rule) {
  const std::vector<encoder::Parameter> matrices = MatricesToPrune(weights, rule.prunable);
  std::vector<List> lists(matrices.size());
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    const auto size = static_cast<std::size_t>(matrices[i].tensor->numel());
    lists[i].magnitudes = {matrices[i].tensor->const_data_ptr<float>(), size};
    Fill(rule, i, size, lists[i]);
  }
  Prune(rule, lists);
  CodedTensors masks;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    masks[matrices[i].name] = {matrices[i].tensor->sizes().vec(), KeptCodes(lists[i].levels)};
  }
  return masks;
}

CodedTensors UnitMasks(encoder::Weights& weights, const OneShotRule& rule) {
  const std::vector<UnitGroup> groups = UnitGroups(weights, rule.head_size);
  std::vector<List> lists(groups.size());
  for (std::size_t i = 0; i < groups.size(); ++i) {
    lists[i].drawn = UnitMagnitudes(groups[i]);
    lists[i].kind = groups[i].kind;
    Fill(rule, i, lists[i].drawn.size(), lists[i]);
  }
  Prune(rule, lists);
  CodedTensors masks;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const std::vector<std::uint8_t> kept = KeptCodes(lists[i].levels);
    for (const UnitGroup::Part& part : groups[i].parts) {
      CodedTensor& mask = masks[part.matrix.name];
      mask.shape = part.matrix.tensor->sizes().vec();
      mask.codes.resize(static_cast<std::size_t>(part.matrix.tensor->numel()));
      SpreadCodes(part.where, kept, mask.codes);
    }
  }
  return masks;
}

}  // namespace

CodedTensors OneShotMasks(encoder::Weights& weights, const OneShotRule& rule) {
  return rule.structure == stage::Structure::kWeights ? MatrixMasks(weights, rule) : UnitMasks(weights, rule);
}

}  // namespace srnet::prune
