// Attention of all heads over all packed sequences, forward and backward, on plain pointers.
//
//   S  = Q K^T / sqrt(d_h),   P = exp(S - l),   l_i = log sum_j exp(S_ij)      M: dropout scales
//   O  = (P * M) V
//   dP = (dO V^T) * M,        dS = P * (dP - rowsum(dO * O))               Dao et al. 2022, "FlashAttention",
//   dQ = dS K / sqrt(d_h),    dK = dS^T Q / sqrt(d_h),   dV = (P * M)^T dO  appendix B (row sums by dO * O)
//
// Per sequence and head the matrices of m queries by n keys live in a buffer of the thread; nothing of that
// size is kept between the two directions. Storage is float or BFloat16, arithmetic float32. Same bits for
// any thread count.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"
#include "model/kernels/dropout.h"

namespace srnet::attention {

// Which tokens ask: all of a sequence, or its first alone, which sees the others all the same.
enum class Queries { kAll, kFirst };

struct Shape {
  std::int64_t sequences;  // B
  std::int64_t heads;      // H
  std::int64_t head_size;  // d_h
  std::int64_t max_length;
  const std::int32_t* offsets;  // [B + 1]
  Queries queries = Queries::kAll;

  std::int64_t width() const { return heads * head_size; }  // d
};

// Q [R, d] with R = T, or B for kFirst; K and V [T, d]. Rows lie `query_stride` and `key_value_stride` apart.
// T is float or BFloat16, const for what is read.
template <typename T>
struct Projections {
  T* query;
  T* key;
  T* value;
  std::int64_t query_stride;
  std::int64_t key_value_stride;
};

// Of one [T, 3 d] matrix that holds query, key and value side by side.
template <typename T>
Projections<T> SideBySide(const Shape& shape, T* projected) {
  const std::int64_t d = shape.width();
  return {projected, projected + d, projected + 2 * d, 3 * d, 3 * d};
}

// Of a query [B, d] and one [T, 2 d] matrix that holds key and value side by side.
template <typename T>
Projections<T> FirstQueries(const Shape& shape, T* query, T* key_value) {
  const std::int64_t d = shape.width();
  return {query, key_value, key_value + d, d, 2 * d};
}

// -> output [R, d] and log_sum [R, H] float.
template <typename T>
void Forward(const Shape& shape, const Projections<const T>& projected, const kernels::DropoutSite& dropout,
             T* output, float* log_sum);

// Fills the gradients of Q, K and V, whose rows lie as far apart as those of `projected`.
template <typename T>
void Backward(const Shape& shape, const Projections<const T>& projected, const T* output,
              const float* log_sum, const T* grad_output, const kernels::DropoutSite& dropout,
              const Projections<T>& gradients);

}  // namespace srnet::attention
