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
    : SubnetworkModel(std::move(weights), {}, rule.clipping), rule_(rule) {
  const encoder::Linear& classifier = this->weights().classifier;
  for (std::size_t i = 0; i < trained().size(); ++i) {
    if (IsPrunable(trained()[i].kind)) MakePrunable(i);
    const at::Tensor& leaf = trained()[i].leaf;
    const bool of_classifier = leaf.is_same(classifier.weight) || leaf.is_same(classifier.bias);
    const bool rewinds = rule.rewind == stage::Rewind::kPretrained && !of_classifier;
    first_values_.push_back(rewinds ? leaf.detach().clone() : at::Tensor());
  }
}

bool PrunedModel::IsPrunable(encoder::MatrixKind kind) const {
  switch (kind) {
    case encoder::MatrixKind::kNone:
      return false;
    case encoder::MatrixKind::kPooler:
      return rule_.prunable.pooler;
    case encoder::MatrixKind::kClassifier:
      return rule_.prunable.classifier;
    default:
      return true;
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
  for (const Trained& parameter : trained()) {
    if (parameter.levels.defined())
      matrices.push_back({FloatSpan(parameter.leaf), ByteSpan(parameter.levels)});
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
    std::memcpy(trained()[i].leaf.mutable_data_ptr(), first_values_[i].const_data_ptr(),
                first_values_[i].nbytes());
  }
}

Status PrunedModel::WriteLevels(const std::filesystem::path& path) const {
  prune::CodedTensors coded;
  for (const Trained& parameter : trained()) {
    if (!parameter.levels.defined()) continue;
    const std::span<const std::uint8_t> levels = ByteSpan(parameter.levels);
    coded[parameter.name] = {.shape = parameter.levels.sizes().vec(),
                             .codes = {levels.begin(), levels.end()}};
  }
  return prune::WriteCodedTensors(path, prune::Coding::kLevels, coded);
}

}  // namespace srnet::training
