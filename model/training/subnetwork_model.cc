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

SubnetworkModel::SubnetworkModel(encoder::Weights weights, const ClippingRule& clipping,
                                 const prune::CodedTensors& masks)
    : weights_(std::move(weights)), clipping_(clipping) {
  encoder::RequireGradients(weights_, true);
  for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
    names_.push_back(parameter.name);
    kinds_.push_back(parameter.kind);
    leaves_.push_back(*parameter.tensor);
    levels_.emplace_back();
    const auto mask = masks.find(parameter.name);
    if (mask == masks.end()) continue;
    MakePrunable(levels_.size() - 1);
    const std::span<std::uint8_t> levels = ByteSpan(levels_.back());
    TORCH_CHECK(levels.size() == mask->second.codes.size(), "the mask of ", parameter.name, " does not fit");
    std::transform(mask->second.codes.begin(), mask->second.codes.end(), levels.begin(),
                   [](std::uint8_t kept) { return kept == 0 ? std::uint8_t{1} : std::uint8_t{0}; });
  }
  ZeroPruned();
  moments_ = Moments::ZerosLike(leaves_);
}

void SubnetworkModel::MakePrunable(std::size_t index) {
  levels_[index] = at::zeros(leaves_[index].sizes(), at::kByte);
}

void SubnetworkModel::ZeroPruned() const {
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    if (levels_[i].defined()) prune::ZeroPruned(ByteSpan(levels_[i]), FloatSpan(leaves_[i]));
  }
}

Status SubnetworkModel::Apply(const std::vector<at::Tensor>& gradients, const Update& update) {
  std::vector<double> squared_norms;
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const at::Tensor& levels = levels_[i];
    squared_norms.push_back(levels.defined()
                                ? prune::SumOfAliveSquares(FloatSpan(gradients[i]), ByteSpan(levels))
                                : optim::SumOfSquares(FloatSpan(gradients[i])));
  }
  SRNET_ASSIGN_OR_RETURN(const std::vector<double> factors, ClipFactors(clipping_, squared_norms));
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    const at::Tensor& levels = levels_[i];
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
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    state.push_back({"weight/" + names_[i], leaves_[i].detach()});
    if (levels_[i].defined()) state.push_back({"levels/" + names_[i], levels_[i]});
  }
  moments_.AppendTo(state, names_);
  return state;
}

Status SubnetworkModel::Restore(const checkpoint::SafetensorsReader& state) {
  for (std::size_t i = 0; i < leaves_.size(); ++i) {
    SRNET_RETURN_IF_ERROR(RestoreTensor(state, "weight/" + names_[i], leaves_[i]));
    if (levels_[i].defined()) SRNET_RETURN_IF_ERROR(RestoreTensor(state, "levels/" + names_[i], levels_[i]));
  }
  return moments_.Restore(state, names_);
}

}  // namespace srnet::training
