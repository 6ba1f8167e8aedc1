#include "model/evaluation/apply_mask.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <string_view>

namespace srnet::evaluation {
namespace {

using Matrices = std::map<std::string, at::Tensor, std::less<>>;

Status CheckMasks(const prune::CodedTensors& masks, const Matrices& matrices) {
  if (masks.empty()) return InvalidArgument("the mask file names no matrix");
  for (const auto& [name, mask] : masks) {
    const auto matrix = matrices.find(name);
    if (matrix == matrices.end())
      return InvalidArgument("the mask of {} fits no prunable matrix of the model", name);
    if (matrix->second.sizes() != at::IntArrayRef(mask.shape)) {
      return InvalidArgument("the mask of {} is [{}], but the matrix has another shape", name,
                             fmt::join(mask.shape, ", "));
    }
  }
  return absl::OkStatus();
}

}  // namespace

Status ApplyMask(const prune::CodedTensors& masks, encoder::Weights& weights) {
  Matrices matrices;
  for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights))
    matrices[matrix.name] = *matrix.tensor;
  SRNET_RETURN_IF_ERROR(CheckMasks(masks, matrices));
  for (const auto& [name, mask] : masks) {
    auto* weight = matrices.find(name)->second.mutable_data_ptr<float>();
    for (std::size_t i = 0; i < mask.codes.size(); ++i) {
      if (mask.codes[i] == 0) weight[i] = 0;
    }
  }
  return absl::OkStatus();
}

}  // namespace srnet::evaluation
