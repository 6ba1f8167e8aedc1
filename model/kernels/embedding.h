// The first layer: three table look-ups, their sum, LayerNorm and dropout; and the gradient back into the
// tables.
//
//   v_t = words[token_t] + positions[position_t] + segments[segment_t]
//   y_t = D(n_t * scale + shift),   n_t = (v_t - mean) / sqrt(var + eps)
//
// Tables are [*, columns] float, ids [rows] int64 and valid, y and its gradient [rows, columns] float or
// BFloat16. Same bits for any thread count. Pointers are borrowed for the call.
#pragma once

#include <cstdint>

#include "model/kernels/bfloat16.h"
#include "model/kernels/dropout.h"

namespace srnet::kernels {

template <typename T>
struct EmbeddingNorm {
  std::int64_t rows;
  std::int64_t columns;
  float epsilon;
  const std::int64_t* tokens;
  const std::int64_t* positions;
  const std::int64_t* segments;
  const float* word_table;
  const float* position_table;
  const float* segment_table;
  const float* scale;
  const float* shift;
  T* y;
  float* normalised;         // n [rows, columns], for backward
  float* inverse_deviation;  // [rows], for backward
};

template <typename T>
void Forward(const EmbeddingNorm<T>& op, const DropoutSite& dropout);

template <typename T>
struct EmbeddingNormBackward {
  std::int64_t rows;
  std::int64_t columns;
  const T* grad_y;
  const float* normalised;
  const float* inverse_deviation;
  const float* scale;
  float* grad_sum;    // dL/dv [rows, columns]
  float* grad_scale;  // each [columns] or null
  float* grad_shift;
};

template <typename T>
void Backward(const EmbeddingNormBackward<T>& op, const DropoutSite& dropout);

// table_gradient[ids[r]] += rows of `gradient`, in the order of r. Touches only the rows named.
void AddRows(const float* gradient, const std::int64_t* ids, std::int64_t rows, std::int64_t columns,
             float* table_gradient);

}  // namespace srnet::kernels
