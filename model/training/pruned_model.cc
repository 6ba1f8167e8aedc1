#include "model/training/pruned_model.h"

#include <ATen/ATen.h>

#include <cstring>
#include <utility>

#include "model/prune/ladder.h"
#include "model/prune/magnitude.h"
#include "model/prune/pools.h"
#include "model/training/tensor_span.h"

namespace srnet::training {

PrunedModel::PrunedModel(encoder::Weights weights, const LadderRule& rule)
    : SubnetworkModel(std::move(weights), rule.clipping), rule_(rule) {
  const encoder::Linear& classifier = this->weights().classifier;
  for (std::size_t i = 0; i < leaves().size(); ++i) {
    if (prune::IsPrunable(kinds()[i], rule.prunable)) MakePrunable(i);
    const at::Tensor& leaf = leaves()[i];
    const bool of_classifier = leaf.is_same(classifier.weight) || leaf.is_same(classifier.bias);
    const bool rewinds = rule.rewind == stage::Rewind::kPretrained && !of_classifier;
    first_values_.push_back(rewinds ? leaf.detach().clone() : at::Tensor());
  }
}

void PrunedModel::BeginStep(std::int64_t steps_done) {
  if (steps_done % rule_.segment_steps != 0) return;
  Prune(static_cast<std::uint8_t>(steps_done / rule_.segment_steps + 1));
  RewindWeights();
  ZeroPruned();
  RestartOptimiser();
}

void PrunedModel::Prune(std::uint8_t level) {
  std::vector<prune::LevelledMatrix> matrices;
  for (std::size_t i = 0; i < leaves().size(); ++i) {
    if (levels()[i].defined()) matrices.push_back({FloatSpan(leaves()[i]), ByteSpan(levels()[i])});
  }
  for (const auto& pool : prune::PoolsOf(rule_.scope, std::vector<int>(matrices.size()))) {
    std::vector<prune::LevelledMatrix> together;
    for (const std::size_t i : pool) together.push_back(matrices[i]);
    const std::int64_t remaining = prune::AliveCount(together);
    prune::PruneSmallest(together, prune::LadderPruneCount(remaining, rule_.segments, level - 1), level);
  }
}

void PrunedModel::RewindWeights() const {
  for (std::size_t i = 0; i < first_values_.size(); ++i) {
    if (!first_values_[i].defined()) continue;
    std::memcpy(leaves()[i].mutable_data_ptr(), first_values_[i].const_data_ptr(), first_values_[i].nbytes());
  }
}

Status PrunedModel::WriteLevels(const std::filesystem::path& path) const {
  prune::CodedTensors coded;
  for (std::size_t i = 0; i < leaves().size(); ++i) {
    if (!levels()[i].defined()) continue;
    const std::span<const std::uint8_t> codes = ByteSpan(levels()[i]);
    coded[names()[i]] = {.shape = levels()[i].sizes().vec(), .codes = {codes.begin(), codes.end()}};
  }
  return prune::WriteCodedTensors(path, prune::Coding::kLevels, coded);
}

}  // namespace srnet::training
