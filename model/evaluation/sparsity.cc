#include "model/evaluation/sparsity.h"

#include <ATen/ATen.h>

namespace srnet::evaluation {

std::vector<MatrixSparsity> Sparsities(encoder::Weights& weights) {
  std::vector<MatrixSparsity> sparsities(1);
  std::int64_t zeros = 0, entries = 0;
  for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights)) {
    const std::int64_t size = matrix.tensor->numel();
    const std::int64_t zero = size - at::count_nonzero(matrix.tensor->detach()).item<std::int64_t>();
    sparsities.push_back({matrix.name, static_cast<double>(zero) / static_cast<double>(size)});
    if (matrix.kind == encoder::MatrixKind::kClassifier) continue;
    zeros += zero;
    entries += size;
  }
  sparsities[0].value = static_cast<double>(zeros) / static_cast<double>(entries);
  return sparsities;
}

}  // namespace srnet::evaluation
