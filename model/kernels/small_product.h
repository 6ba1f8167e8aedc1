// Matrix product of the size one attention head needs, kept in registers: C = A B.
//
// For matrices of tens to hundreds of rows, where a BLAS call costs more than the product. C [m, n] and B [k,
// n] are row-major with n a multiple of 8 (pad with zeros); A [m, k] has any strides, so that A^T needs no
// copy. To be called from an SRNET_KERNEL function.
#pragma once

#include <cstdint>
#include <cstring>

#include "model/kernels/target.h"

namespace srnet::kernels {

// An operand that is read element by element.
struct Strided {
  const float* data;
  std::int64_t row_stride;
  std::int64_t column_stride;
};

inline constexpr std::int64_t kVectorWidth = 8;

// Rounds up to what Product asks of n.
inline std::int64_t PaddedWidth(std::int64_t columns) {
  return (columns + kVectorWidth - 1) / kVectorWidth * kVectorWidth;
}

namespace small_product_internal {

using Vector = float __attribute__((vector_size(32)));

// Rows x (8 Vectors) of C in registers while k runs.
template <int Rows, int Vectors>
SRNET_INLINE void Tile(const Strided& a, std::int64_t row, std::int64_t k, const float* b,
                       std::int64_t b_stride, float* c, std::int64_t c_stride) {
  Vector sum[Rows][Vectors] = {};
  const float* a_rows = a.data + row * a.row_stride;
  for (std::int64_t p = 0; p < k; ++p) {
    Vector b_row[Vectors];
    std::memcpy(b_row, b + p * b_stride, sizeof(b_row));
#pragma GCC unroll 4
    for (int i = 0; i < Rows; ++i) {
      const float a_value = a_rows[i * a.row_stride + p * a.column_stride];
#pragma GCC unroll 2
      for (int j = 0; j < Vectors; ++j) sum[i][j] += a_value * b_row[j];
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < Rows; ++i) std::memcpy(c + (row + i) * c_stride, sum[i], sizeof(sum[i]));
}

template <int Rows>
SRNET_INLINE void RowPanel(const Strided& a, std::int64_t row, std::int64_t k, std::int64_t n, const float* b,
                           std::int64_t b_stride, float* c, std::int64_t c_stride) {
  std::int64_t j = 0;
  for (; j + 2 * kVectorWidth <= n; j += 2 * kVectorWidth) {
    Tile<Rows, 2>(a, row, k, b + j, b_stride, c + j, c_stride);
  }
  if (j < n) Tile<Rows, 1>(a, row, k, b + j, b_stride, c + j, c_stride);
}

}  // namespace small_product_internal

SRNET_INLINE void Product(const Strided& a, std::int64_t m, std::int64_t k, std::int64_t n, const float* b,
                          std::int64_t b_stride, float* c, std::int64_t c_stride) {
  using small_product_internal::RowPanel;
  std::int64_t row = 0;
  for (; row + 4 <= m; row += 4) RowPanel<4>(a, row, k, n, b, b_stride, c, c_stride);
  if (m - row >= 2) {
    RowPanel<2>(a, row, k, n, b, b_stride, c, c_stride);
    row += 2;
  }
  if (row < m) RowPanel<1>(a, row, k, n, b, b_stride, c, c_stride);
}

}  // namespace srnet::kernels
