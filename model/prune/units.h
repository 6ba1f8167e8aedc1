// Attention heads and feed-forward units: what of a matrix belongs to each of them, and sums over it.
//
// A unit owns `width` neighbouring rows, or columns, of a matrix: unit u those from u * width on. A head owns
// rows of the query, key and value matrices and columns of the attention output; a feed-forward unit a row of
// the intermediate matrix and a column of the output. Matrices are row-major. Any thread.
#pragma once

#include <cstdint>
#include <span>

namespace srnet::prune {

enum class Axis { kRows, kColumns };

// How one matrix is divided among units; they cover it exactly.
struct UnitPart {
  Axis axis = Axis::kRows;
  std::int64_t width = 1;
  std::int64_t rows = 0;
  std::int64_t columns = 0;

  std::int64_t units() const { return (axis == Axis::kRows ? rows : columns) / width; }
};

// sums[u] += the sum of left * right over what unit u owns. With (W, W) its squared norm, with (dL/dW_eff, W)
// the straight-through gradient of its score.
void AddUnitProducts(const UnitPart& part, std::span<const float> left, std::span<const float> right,
                     std::span<double> sums);

// scaled = matrix * factors[u] for what unit u owns.
void ScaleUnits(const UnitPart& part, std::span<const float> matrix, std::span<const float> factors,
                std::span<float> scaled);

// codes = unit_codes[u] for what unit u owns.
void SpreadCodes(const UnitPart& part, std::span<const std::uint8_t> unit_codes,
                 std::span<std::uint8_t> codes);

}  // namespace srnet::prune
