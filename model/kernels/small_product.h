// Matrix product of the size one attention head needs, kept in registers: C = A B.
//
// For matrices of tens to hundreds of rows, where a BLAS call costs more than the product. C [m, n] and B [k,
// n] are row-major with n a multiple of 8 (pad with zeros); A [m, k] has any strides, so that A^T needs no
// copy. To be called from an SRNET_KERNEL function.
#pragma once

#include <cstdint>

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
using UnalignedVector = float __attribute__((vector_size(32), aligned(4), may_alias));

// Rows x (8 Vectors) of C in registers while k runs. Every loop over registers is unrolled, and none is left
// that treats them as memory: the compiler would keep the sums there.
template <int Rows, int Vectors>
SRNET_INLINE void Tile(const Strided& a, std::int64_t row, std::int64_t k, const float* b,
                       std::int64_t b_stride, float* c, std::int64_t c_stride) {
  Vector sum[Rows][Vectors];
#pragma GCC unroll 4
  for (int i = 0; i < Rows; ++i) {
#pragma GCC unroll 2
    for (int j = 0; j < Vectors; ++j) sum[i][j] = Vector{};
  }
  const float* a_column = a.data + row * a.row_stride;
  for (std::int64_t p = 0; p < k; ++p, a_column += a.column_stride, b += b_stride) {
    Vector b_row[Vectors];
#pragma GCC unroll 2
    for (int j = 0; j < Vectors; ++j) b_row[j] = reinterpret_cast<const UnalignedVector*>(b)[j];
#pragma GCC unroll 4
    for (int i = 0; i < Rows; ++i) {
      const float a_value = a_column[i * a.row_stride];
#pragma GCC unroll 2
      for (int j = 0; j < Vectors; ++j) sum[i][j] += a_value * b_row[j];
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < Rows; ++i) {
    auto* c_row = reinterpret_cast<UnalignedVector*>(c + (row + i) * c_stride);
#pragma GCC unroll 2
    for (int j = 0; j < Vectors; ++j) c_row[j] = sum[i][j];
  }
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
