#include "model/training/subnetwork_model.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "model/checkpoint/bert_folder.h"
#include "model/optim/adamw.h"
#include "model/optim/clipping.h"
#include "model/prune/alive_update.h"
#include "model/training/clip_factors.h"
#include "model/training/tensor_span.h"

namespace srnet::training {

SubnetworkModel::SubnetworkModel(encoder::Weights weights, const prune::CodedTensors& masks,
                                 const ClippingRule& clipping)
    : weights_(std::move(weights)), clipping_(clipping) {
  encoder::RequireGradients(weights_, true);
  for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
    names_.push_back(parameter.name);
    leaves_.push_back(*parameter.tensor);
    trained_.push_back({parameter.name, parameter.kind, *parameter.tensor, {}});
    const auto mask = masks.find(parameter.name);
    if (mask == masks.end()) continue;
    MakePrunable(trained_.size() - 1);
    const std::span<std::uint8_t> levels = ByteSpan(trained_.back().levels);
    TORCH_CHECK(levels.size() == mask->second.codes.size(), "the mask of ", parameter.name, " does not fit");
    std::transform(mask->second.codes.begin(), mask->second.codes.end(), levels.begin(),
                   [](std::uint8_t kept) { return kept == 0 ? std::uint8_t{1} : std::uint8_t{0}; });
  }
  ZeroPruned();
  moments_ = Moments::ZerosLike(leaves_);
}

void SubnetworkModel::MakePrunable(std::size_t index) {
  trained_[index].levels = at::zeros(trained_[index].leaf.sizes(), at::kByte);
}

void SubnetworkModel::ZeroPruned() const {
  for (const Trained& parameter : trained_) {
    if (parameter.levels.defined()) prune::ZeroPruned(ByteSpan(parameter.levels), FloatSpan(parameter.leaf));
  }
}

Status SubnetworkModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<double> squared_norms;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const at::Tensor& levels = trained_[i].levels;
    squared_norms.push_back(levels.defined()
                                ? prune::SumOfAliveSquares(FloatSpan(gradients[i]), ByteSpan(levels))
                                : optim::SumOfSquares(FloatSpan(gradients[i])));
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(clipping_, squared_norms));
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const at::Tensor& levels = trained_[i].levels;
    const auto coefficients = optim::CoefficientsOf({}, update.learning_rate, update.number, factors[i]);
    if (levels.defined()) {
      prune::UpdateAlive(FloatSpan(leaves_[i]), FloatSpan(gradients[i]), ByteSpan(levels),
                         FloatSpan(moments_.first[i]), FloatSpan(moments_.second[i]), coefficients);
    } else {
      optim::UpdateAdamw(FloatSpan(leaves_[i]), FloatSpan(gradients[i]), FloatSpan(moments_.first[i]),
                         FloatSpan(moments_.second[i]), coefficients);
    }
  }
  return absl::OkStatus();
}

Status SubnetworkModel::WriteProduct(const std::filesystem::path& path) const {
  return checkpoint::WriteWeights(path, weights_);
}

std::vector<checkpoint::NamedTensor> SubnetworkModel::State() const {
  std::vector<checkpoint::NamedTensor> state;
  for (const Trained& parameter : trained_) {
    state.push_back({"weight/" + parameter.name, parameter.leaf.detach()});
    if (parameter.levels.defined()) state.push_back({"levels/" + parameter.name, parameter.levels});
  }
  moments_.AppendTo(state, names_);
  return state;
}

Status SubnetworkModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (const Trained& parameter : trained_) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "weight/" + parameter.name, parameter.leaf));
    if (!parameter.levels.defined()) continue;
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "levels/" + parameter.name, parameter.levels));
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
