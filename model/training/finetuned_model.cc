#include "model/training/finetuned_model.h"

#include <utility>

#include "model/checkpoint/bert_folder.h"
#include "model/optim/adamw.h"
#include "model/optim/clipping.h"
#include "model/training/clip_factors.h"
#include "model/training/tensor_span.h"

namespace srnet::training {

FinetunedModel::FinetunedModel(encoder::Weights weights, const ClippingRule& clipping)
    : weights_(std::move(weights)), clipping_(clipping) {
  encoder::RequireGradients(weights_, true);
  for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
    names_.push_back(parameter.name);
    leaves_.push_back(*parameter.tensor);
  }
  moments_ = Moments::ZerosLike(leaves_);
}

Status FinetunedModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<double> squared_norms;
  for (const at::Tensor& gradient : gradients)
    squared_norms.push_back(optim::SumOfSquares(FloatSpan(gradient)));
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(clipping_, squared_norms));
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    optim::UpdateAdamw(FloatSpan(leaves_[i]), FloatSpan(gradients[i]), FloatSpan(moments_.first[i]),
                       FloatSpan(moments_.second[i]),
                       optim::CoefficientsOf({}, update.learning_rate, update.number, factors[i]));
  }
  return absl::OkStatus();
}

Status FinetunedModel::WriteProduct(const std::filesystem::path& path) const {
  return checkpoint::WriteWeights(path, weights_);
}

std::vector<checkpoint::NamedTensor> FinetunedModel::State() const {
  std::vector<checkpoint::NamedTensor> state;
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    state.push_back({"weight/" + names_[i], leaves_[i].detach()});
  moments_.AppendTo(state, names_);
  return state;
}

Status FinetunedModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "weight/" + names_[i], leaves_[i]));
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
