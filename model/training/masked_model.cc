#include "model/training/masked_model.h"

#include <ATen/ATen.h>

#include "model/optim/adamw.h"
#include "model/optim/clipping.h"
#include "model/prune/coded_tensors.h"
#include "model/training/clip_factors.h"
#include "model/training/tensor_span.h"

namespace srnet::training {

MaskedModel::MaskedModel(const encoder::Weights& frozen, const MaskRule& rule)
    : rule_(rule), effective_(frozen) {
  for (const encoder::Parameter& parameter : encoder::Parameters(effective_)) {
    *parameter.tensor = parameter.tensor->detach();
  }
  for (const encoder::Parameter& parameter : encoder::PrunableMatrices(effective_)) {
    Matrix matrix{.weight = *parameter.tensor,
                  .scores = at::empty(parameter.tensor->sizes(), at::kFloat),
                  .threshold = at::empty({}, at::kFloat)};
    matrix.threshold.fill_(prune::InitialiseScores(FloatSpan(matrix.weight), rule.sparsity,
                                                   rule.initialisation, FloatSpan(matrix.scores)));
    const at::Tensor leaf = at::empty(matrix.weight.sizes(), at::kFloat).requires_grad_(true);
    *parameter.tensor = leaf;
    names_.push_back(parameter.name);
    matrices_.push_back(matrix);
    leaves_.push_back(leaf);
    WriteEffective(matrices_.size() - 1);
  }
  moments_ = Moments::ZerosLike(leaves_);
}

void MaskedModel::WriteEffective(std::size_t index) {
  const Matrix& matrix = matrices_[index];
  prune::WriteEffectiveWeight(FloatSpan(matrix.weight), FloatSpan(matrix.scores), matrix.tau(),
                              FloatSpan(leaves_[index]));
}

Status MaskedModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<double> squared_norms;
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    squared_norms.push_back(
        optim::SumOfSquaredProducts(FloatSpan(gradients[i]), FloatSpan(matrices_[i].weight)));
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(rule_.clipping, squared_norms));
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    prune::UpdateScores({.weight = FloatSpan(matrices_[i].weight),
                         .effective_gradient = FloatSpan(gradients[i]),
                         .scores = FloatSpan(matrices_[i].scores),
                         .first_moment = FloatSpan(moments_.first[i]),
                         .second_moment = FloatSpan(moments_.second[i]),
                         .effective = FloatSpan(leaves_[i])},
                        matrices_[i].tau(),
                        optim::CoefficientsOf({}, update.learning_rate, update.number, factors[i]));
  }
  return absl::OkStatus();
}

std::vector<Measurement> MaskedModel::PrepareEvaluation() {
  std::int64_t pruned = 0, all = 0;
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    Matrix& matrix = matrices_[i];
    pruned += prune::CountPruned(FloatSpan(matrix.scores), matrix.tau());
    all += matrix.scores.numel();
    matrix.threshold.fill_(prune::ResetThreshold(FloatSpan(matrix.scores), rule_.sparsity, matrix.tau()));
    WriteEffective(i);
  }
  return {{.set = "",
           .metric = "working_sparsity",
           .value = static_cast<double>(pruned) / static_cast<double>(all)}};
}

Status MaskedModel::WriteProduct(const std::filesystem::path& path) const {
  prune::CodedTensors masks;
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    const std::span<const float> scores = FloatSpan(matrices_[i].scores);
    const float tau = matrices_[i].tau();
    prune::CodedTensor& mask = masks[names_[i]];
    mask.shape = matrices_[i].scores.sizes().vec();
    mask.codes.reserve(scores.size());
    for (const float score : scores) mask.codes.push_back(score > tau ? 1 : 0);
  }
  return prune::WriteCodedTensors(path, prune::Coding::kMask, masks);
}

std::vector<checkpoint::NamedTensor> MaskedModel::State() const {
  std::vector<checkpoint::NamedTensor> state;
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    state.push_back({"scores/" + names_[i], matrices_[i].scores});
    state.push_back({"threshold/" + names_[i], matrices_[i].threshold});
  }
  moments_.AppendTo(state, names_);
  return state;
}

Status MaskedModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (std::size_t i = 0; i < matrices_.size(); ++i) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "scores/" + names_[i], matrices_[i].scores));
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "threshold/" + names_[i], matrices_[i].threshold));
    WriteEffective(i);
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
