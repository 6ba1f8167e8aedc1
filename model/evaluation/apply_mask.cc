#include "model/evaluation/apply_mask.h"

#include <ATen/ATen.h>

#include <map>
#include <string>
#include <string_view>

namespace srnet::evaluation {
namespace {

struct Matrix {
  at::Tensor weight;
  bool optional;  // May stay dense.
};
using Matrices = std::map<std::string, Matrix, std::less<>>;

Status CheckMasks(const prune::CodedTensors& masks, const Matrices& matrices) {
  for (const auto& [name, mask] : masks) {
    const auto matrix = matrices.find(name);
    if (matrix == matrices.end())
      return InvalidArgument("the mask of {} fits no prunable matrix of the model", name);
    if (matrix->second.weight.sizes() != at::IntArrayRef(mask.shape)) {
      return InvalidArgument("the mask of {} is [{}], but the matrix has another shape", name,
                             fmt::join(mask.shape, ", "));
    }
  }
  for (const auto& [name, matrix] : matrices) {
    if (!matrix.optional && !masks.contains(name)) {
      return InvalidArgument("there is no mask of {}; a subnetwork needs one of every matrix of its layers",
                             name);
    }
  }
  return absl::OkStatus();
}

}  // namespace

Status ApplyMask(const prune::CodedTensors& masks, encoder::Weights& weights) {
  Matrices matrices;
  for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights)) {
    const bool head =
        matrix.kind == encoder::MatrixKind::kPooler || matrix.kind == encoder::MatrixKind::kClassifier;
    matrices[matrix.name] = {.weight = *matrix.tensor, .optional = head};
  }
  SRNET_RETURN_IF_ERROR(CheckMasks(masks, matrices));
  for (const auto& [name, mask] : masks) {
    auto* weight = matrices.find(name)->second.weight.mutable_data_ptr<float>();
    for (std::size_t i = 0; i < mask.codes.size(); ++i) {
      if (mask.codes[i] == 0) weight[i] = 0;
    }
  }
  return absl::OkStatus();
}

}  // namespace srnet::evaluation
