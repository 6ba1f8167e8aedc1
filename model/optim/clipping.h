// Gradient clipping by norm, as a factor that the optimiser's pass applies, so no gradient is rewritten.
//
//   factor = min(1, max_norm / (|g| + 1e-6))      |g| the Euclidean norm
//
// Globally: |g| over the gradients of all trained tensors together. Per tensor: each tensor has its own. The
// sums run in double over fixed blocks, so the factor does not depend on the number of threads. A NaN or
// infinity in a gradient makes |g| NaN or infinite; ClipFactor then returns NaN or 0 and the caller reports
// the divergence. Any thread.
#pragma once

#include <span>

namespace srnet::optim {

double SumOfSquares(std::span<const float> values);

// Of the elementwise products, without materialising them: the gradient of mask scores is dW * W.
double SumOfSquaredProducts(std::span<const float> left, std::span<const float> right);

double ClipFactor(double sum_of_squares, double max_norm);

}  // namespace srnet::optim
