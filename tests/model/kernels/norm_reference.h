// LayerNorm in double, row by row, as the tests of two kernels compare with it.
#pragma once

#include <cmath>

#include "tests/model/kernels/finite_difference.h"

namespace srnet::testing {

inline constexpr float kEpsilon = 1e-5f;

inline Vector ReferenceNorm(const Vector& v, const Vector& scale, const Vector& shift) {
  const std::size_t columns = scale.size();
  Vector y(v.size());
  for (std::size_t begin = 0; begin < v.size(); begin += columns) {
    double mean = 0, variance = 0;
    for (std::size_t c = 0; c < columns; ++c) mean += v[begin + c] / static_cast<double>(columns);
    for (std::size_t c = 0; c < columns; ++c) {
      variance += (v[begin + c] - mean) * (v[begin + c] - mean) / static_cast<double>(columns);
    }
    for (std::size_t c = 0; c < columns; ++c) {
      y[begin + c] = (v[begin + c] - mean) / std::sqrt(variance + kEpsilon) * scale[c] + shift[c];
    }
  }
  return y;
}

}  // namespace srnet::testing
