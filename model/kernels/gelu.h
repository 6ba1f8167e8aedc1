// GELU with the preceding bias, one pass over memory each way.
//
//   y = u Phi(u),   u = x + b                 Hendrycks and Gimpel 2016, exact form
//   dL/dx = dL/dy (Phi(u) + u phi(u))
//
// x, y, dy, dx are [rows, columns] row-major of float or BFloat16, b is [columns] float; arithmetic is
// float32. Same bits for any thread count.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"

namespace srnet::kernels {

template <typename T>
void BiasGelu(const T* x, const float* bias, std::int64_t rows, std::int64_t columns, T* y);

// `grad_bias` [columns] is the column sum of grad_x, or null. grad_x may be grad_y.
template <typename T>
void BiasGeluBackward(const T* grad_y, const T* x, const float* bias, std::int64_t rows, std::int64_t columns,
                      T* grad_x, float* grad_bias);

}  // namespace srnet::kernels
