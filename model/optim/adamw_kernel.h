// The inner loops of the optimiser, on raw float32 memory of `size` elements that never overlaps.
//
// Compiled without fused multiply-add, so that all variants round alike: the same bits on every x86-64 CPU.
// One thread each; the callers split the work.
#pragma once

#include <cstdint>

#include "model/optim/adamw.h"

namespace srnet::optim::kernel {

void AdamwBlock(float* parameter, const float* gradient, float* first_moment, float* second_moment,
                std::int64_t size, const AdamwCoefficients& coefficients);

// Sum of x_i^2, accumulated in double over eight lanes.
double SumOfSquaresBlock(const float* values, std::int64_t size);

// Sum of (x_i y_i)^2, the product rounded to float32 first.
double SumOfSquaredProductsBlock(const float* left, const float* right, std::int64_t size);

}  // namespace srnet::optim::kernel
