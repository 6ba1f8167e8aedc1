#include "model/kernels/gelu.h"

#include "model/kernels/column_sums.h"
#include "model/kernels/parallel.h"
#include "model/kernels/vector_math.h"

namespace srnet::kernels {
namespace {

constexpr std::int64_t kRowsPerBlock = 32;

template <typename T>
SRNET_INLINE void ForwardRow(const T* x, const float* bias, std::int64_t columns, T* y) {
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) {
    const float u = Load(x[c]) + bias[c];
    Store(u * Normal(u).cumulative, y[c]);
  }
}

template <typename T>
SRNET_INLINE void BackwardRow(const T* grad_y, const T* x, const float* bias, std::int64_t columns, T* grad_x,
                              float* bias_sum) {
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) {
    const float u = Load(x[c]) + bias[c];
    const NormalDistribution normal = Normal(u);
    const float gradient = Load(grad_y[c]) * (normal.cumulative + u * normal.density);
    bias_sum[c] += gradient;
    Store(gradient, grad_x[c]);
  }
}

// target_clones wants plain functions, so each storage type is spelled out.
SRNET_KERNEL void Forward(const float* x, const float* bias, std::int64_t columns, float* y) {
  ForwardRow(x, bias, columns, y);
}
SRNET_KERNEL void Forward(const BFloat16* x, const float* bias, std::int64_t columns, BFloat16* y) {
  ForwardRow(x, bias, columns, y);
}
SRNET_KERNEL void Backward(const float* grad_y, const float* x, const float* bias, std::int64_t columns,
                           float* grad_x, float* bias_sum) {
  BackwardRow(grad_y, x, bias, columns, grad_x, bias_sum);
}
SRNET_KERNEL void Backward(const BFloat16* grad_y, const BFloat16* x, const float* bias, std::int64_t columns,
                           BFloat16* grad_x, float* bias_sum) {
  BackwardRow(grad_y, x, bias, columns, grad_x, bias_sum);
}

}  // namespace

template <typename T>
void BiasGelu(const T* x, const float* bias, std::int64_t rows, std::int64_t columns, T* y) {
  ParallelFor(rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t r = begin; r < end; ++r) Forward(x + r * columns, bias, columns, y + r * columns);
  });
}

template <typename T>
void BiasGeluBackward(const T* grad_y, const T* x, const float* bias, std::int64_t rows, std::int64_t columns,
                      T* grad_x, float* grad_bias) {
  ColumnSums sums(BlockCount(rows, kRowsPerBlock), 1, columns);
  ParallelFor(rows, kRowsPerBlock, [&](std::int64_t begin, std::int64_t end) {
    float* bias_sum = sums.Block(begin / kRowsPerBlock);
    for (std::int64_t r = begin; r < end; ++r) {
      const std::int64_t row = r * columns;
      Backward(grad_y + row, x + row, bias, columns, grad_x + row, bias_sum);
    }
  });
  sums.Total(0, grad_bias);
}

template void BiasGelu(const float*, const float*, std::int64_t, std::int64_t, float*);
template void BiasGelu(const BFloat16*, const float*, std::int64_t, std::int64_t, BFloat16*);
template void BiasGeluBackward(const float*, const float*, const float*, std::int64_t, std::int64_t, float*,
                               float*);
template void BiasGeluBackward(const BFloat16*, const BFloat16*, const float*, std::int64_t, std::int64_t,
                               BFloat16*, float*);

}  // namespace srnet::kernels
