#include "model/training/pruned_model.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "model/checkpoint/bert_folder.h"
#include "model/optim/adamw.h"
#include "model/optim/clipping.h"
#include "model/prune/alive_update.h"
#include "model/prune/coded_tensors.h"
#include "model/prune/ladder.h"
#include "model/prune/magnitude.h"
#include "model/training/clip_factors.h"
#include "model/training/tensor_span.h"

namespace srnet::training {
namespace {

bool IsPrunable(encoder::MatrixKind kind) {
  return kind != encoder::MatrixKind::kNone && kind != encoder::MatrixKind::kClassifier;
}

}  // namespace

PrunedModel::PrunedModel(encoder::Weights weights, const LadderRule& rule)
    : weights_(std::move(weights)), rule_(rule) {
  encoder::RequireGradients(weights_, true);
  for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
    names_.push_back(parameter.name);
    leaves_.push_back(*parameter.tensor);
    levels_.push_back(IsPrunable(parameter.kind) ? at::zeros(parameter.tensor->sizes(), at::kByte)
                                                 : at::Tensor());
  }
  moments_ = Moments::ZerosLike(leaves_);
}

void PrunedModel::BeginStep(std::int64_t steps_done) {
  if (steps_done % rule_.segment_steps != 0) return;
  Prune(static_cast<std::uint8_t>(steps_done / rule_.segment_steps + 1));
  moments_.Reset();
}

void PrunedModel::Prune(std::uint8_t level) {
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    if (!levels_[i].defined()) continue;
    const std::span<std::uint8_t> levels = ByteSpan(levels_[i]);
    const auto remaining = std::count(levels.begin(), levels.end(), 0);
    const auto count = prune::LadderPruneCount(remaining, rule_.segments, level - 1);
    prune::PruneSmallest(FloatSpan(leaves_[i]), count, level, levels);
    prune::ZeroPruned(levels, FloatSpan(leaves_[i]));
  }
}

Status PrunedModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<double> squared_norms;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    squared_norms.push_back(levels_[i].defined()
                                ? prune::SumOfAliveSquares(FloatSpan(gradients[i]), ByteSpan(levels_[i]))
                                : optim::SumOfSquares(FloatSpan(gradients[i])));
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(rule_.clipping, squared_norms));
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const auto coefficients = optim::CoefficientsOf({}, update.learning_rate, update.number, factors[i]);
    if (levels_[i].defined()) {
      prune::UpdateAlive(FloatSpan(leaves_[i]), FloatSpan(gradients[i]), ByteSpan(levels_[i]),
                         FloatSpan(moments_.first[i]), FloatSpan(moments_.second[i]), coefficients);
    } else {
      optim::UpdateAdamw(FloatSpan(leaves_[i]), FloatSpan(gradients[i]), FloatSpan(moments_.first[i]),
                         FloatSpan(moments_.second[i]), coefficients);
    }
  }
  return absl::OkStatus();
}

Status PrunedModel::WriteProduct(const std::filesystem::path& path) const {
  return checkpoint::WriteWeights(path, weights_);
}

Status PrunedModel::WriteLevels(const std::filesystem::path& path) const {
  prune::CodedTensors coded;
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    if (!levels_[i].defined()) continue;
    const std::span<const std::uint8_t> levels = ByteSpan(levels_[i]);
    coded[names_[i]] = {.shape = levels_[i].sizes().vec(), .codes = {levels.begin(), levels.end()}};
  }
  return prune::WriteCodedTensors(path, prune::Coding::kLevels, coded);
}

std::vector<checkpoint::NamedTensor> PrunedModel::State() const {
  std::vector<checkpoint::NamedTensor> state;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    state.push_back({"weight/" + names_[i], leaves_[i].detach()});
    if (levels_[i].defined()) state.push_back({"levels/" + names_[i], levels_[i]});
  }
  moments_.AppendTo(state, names_);
  return state;
}

Status PrunedModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "weight/" + names_[i], leaves_[i]));
    if (levels_[i].defined()) SRNET_RETURN_IF_ERROR(RestoreTensor(state, "levels/" + names_[i], levels_[i]));
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
