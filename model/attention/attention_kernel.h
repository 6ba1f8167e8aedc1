// Attention of all heads over all packed sequences, forward and backward, on plain pointers.
//
//   S  = Q K^T / sqrt(d_h),   P = exp(S - l),   l_i = log sum_j exp(S_ij)      M: dropout scales
//   O  = (P * M) V
//   dP = (dO V^T) * M,        dS = P * (dP - rowsum(dO * O))               Dao et al. 2022, "FlashAttention",
//   dQ = dS K / sqrt(d_h),    dK = dS^T Q / sqrt(d_h),   dV = (P * M)^T dO  appendix B (row sums by dO * O)
//
// Per sequence and head the n x n matrices live in a buffer of the thread; nothing of that size is kept
// between the two directions. Storage is float or BFloat16, arithmetic float32. Same bits for any thread
// count.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"
#include "model/kernels/dropout.h"

namespace srnet::attention {

struct Shape {
  std::int64_t sequences;  // B
  std::int64_t heads;      // H
  std::int64_t head_size;  // d_h
  std::int64_t max_length;
  const std::int32_t* offsets;  // [B + 1]

  std::int64_t width() const { return heads * head_size; }  // d
};

// projected [T, 3 d] -> output [T, d] and log_sum [T, H] float.
template <typename T>
void Forward(const Shape& shape, const T* projected, const kernels::DropoutSite& dropout, T* output,
             float* log_sum);

// Fills grad_projected [T, 3 d].
template <typename T>
void Backward(const Shape& shape, const T* projected, const T* output, const float* log_sum,
              const T* grad_output, const kernels::DropoutSite& dropout, T* grad_projected);

}  // namespace srnet::attention
