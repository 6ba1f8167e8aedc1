#include "model/optim/clipping.h"

#include <cmath>

#include "common/status/status.h"
#include "model/optim/adamw_kernel.h"
#include "model/optim/parallel.h"

namespace srnet::optim {

double SumOfSquares(std::span<const float> values) {
  return ParallelSum(values.size(), [&](std::size_t begin, std::size_t size) {
    return kernel::SumOfSquaresBlock(values.data() + begin, static_cast<std::int64_t>(size));
  });
}

double SumOfSquaredProducts(std::span<const float> left, std::span<const float> right) {
  SRNET_CHECK(left.size() == right.size());
  return ParallelSum(left.size(), [&](std::size_t begin, std::size_t size) {
    return kernel::SumOfSquaredProductsBlock(left.data() + begin, right.data() + begin,
                                             static_cast<std::int64_t>(size));
  });
}

double ClipFactor(double sum_of_squares, double max_norm) {
  const double factor = max_norm / (std::sqrt(sum_of_squares) + 1e-6);
  return factor < 1 ? factor : (std::isnan(factor) ? factor : 1);
}

}  // namespace srnet::optim
