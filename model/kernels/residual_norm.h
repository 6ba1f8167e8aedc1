// The end of both halves of a transformer layer, in one pass over memory each way.
//
//   v = residual + D(x + bias),   n = (v - mean) / sqrt(var + eps),   y = n * scale + shift
//
// D is dropout. Activations are [rows, columns] row-major of float or BFloat16; vectors are [columns] float;
// arithmetic is float32. Same bits for any thread count. Pointers are borrowed for the call.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"
#include "model/kernels/dropout.h"

namespace srnet::kernels {

template <typename T>
struct ResidualNorm {
  std::int64_t rows;
  std::int64_t columns;
  float epsilon;
  const T* residual;
  T* x;  // in: x, out: n, which backward needs
  const float* bias;
  const float* scale;
  const float* shift;
  T* y;
  float* inverse_deviation;  // [rows], for backward
};

template <typename T>
void Forward(const ResidualNorm<T>& op, const DropoutSite& dropout);

template <typename T>
struct ResidualNormBackward {
  std::int64_t rows;
  std::int64_t columns;
  const T* grad_y;
  const T* normalised;  // n
  const float* inverse_deviation;
  const float* scale;
  T* grad_residual;
  T* grad_x;         // null without dropout, where it equals grad_residual
  float* grad_bias;  // each [columns] or null
  float* grad_scale;
  float* grad_shift;
};

template <typename T>
void Backward(const ResidualNormBackward<T>& op, const DropoutSite& dropout);

}  // namespace srnet::kernels
