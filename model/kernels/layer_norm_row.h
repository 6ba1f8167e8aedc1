// LayerNorm of one row, for the kernels that fuse it with what comes before.
//
//   n = (v - mean) / sqrt(var + eps),   y = n * scale + shift              Ba, Kiros and Hinton 2016, eq. (3)
//   dL/dv = (h - mean(h) - n mean(h n)) / sqrt(var + eps),   h = dL/dy * scale
#pragma once

#include <cmath>
#include <cstdint>

#include "model/kernels/target.h"

namespace srnet::kernels {

struct RowStatistics {
  float mean;
  float inverse_deviation;
};

// Two passes over the row: the variance of the centred values does not cancel.
SRNET_INLINE RowStatistics StatisticsOf(const float* v, std::int64_t columns, float epsilon) {
  float sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t c = 0; c < columns; ++c) sum += v[c];
  const float mean = sum / static_cast<float>(columns);
  float squares = 0;
#pragma omp simd reduction(+ : squares)
  for (std::int64_t c = 0; c < columns; ++c) squares += (v[c] - mean) * (v[c] - mean);
  return {mean, 1.0f / std::sqrt(squares / static_cast<float>(columns) + epsilon)};
}

// h and dv may be the same row.
SRNET_INLINE void LayerNormRowBackward(const float* h, const float* n, float inverse_deviation,
                                       std::int64_t columns, float* dv) {
  float sum_h = 0;
  float sum_hn = 0;
#pragma omp simd reduction(+ : sum_h, sum_hn)
  for (std::int64_t c = 0; c < columns; ++c) {
    sum_h += h[c];
    sum_hn += h[c] * n[c];
  }
  const float mean_h = sum_h / static_cast<float>(columns);
  const float mean_hn = sum_hn / static_cast<float>(columns);
#pragma GCC ivdep
  for (std::int64_t c = 0; c < columns; ++c) dv[c] = (h[c] - mean_h - n[c] * mean_hn) * inverse_deviation;
}

}  // namespace srnet::kernels
