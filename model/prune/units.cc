#include "model/prune/units.h"

#include "common/status/status.h"

namespace srnet::prune {
namespace {

// body(unit, index) for every entry, in the order of the matrix.
template <typename Body>
void ForEntries(const UnitPart& part, const Body& body) {
  std::size_t index = 0;
  for (std::int64_t row = 0; row < part.rows; ++row) {
    if (part.axis == Axis::kRows) {
      const auto unit = static_cast<std::size_t>(row / part.width);
      for (std::int64_t column = 0; column < part.columns; ++column) body(unit, index++);
      continue;
    }
    const auto units = static_cast<std::size_t>(part.units());
    for (std::size_t unit = 0; unit < units; ++unit) {
      for (std::int64_t i = 0; i < part.width; ++i) body(unit, index++);
    }
  }
}

void CheckSizes(const UnitPart& part, std::size_t entries, std::size_t units) {
  SRNET_CHECK(static_cast<std::int64_t>(entries) == part.rows * part.columns);
  SRNET_CHECK(static_cast<std::int64_t>(units) == part.units());
  SRNET_CHECK(part.units() * part.width == (part.axis == Axis::kRows ? part.rows : part.columns));
}

}  // namespace

void AddUnitProducts(const UnitPart& part, std::span<const float> left, std::span<const float> right,
                     std::span<double> sums) {
  CheckSizes(part, left.size(), sums.size());
  CheckSizes(part, right.size(), sums.size());
  ForEntries(part, [&](std::size_t unit, std::size_t i) {
    sums[unit] += static_cast<double>(left[i]) * static_cast<double>(right[i]);
  });
}

void ScaleUnits(const UnitPart& part, std::span<const float> matrix, std::span<const float> factors,
                std::span<float> scaled) {
  CheckSizes(part, matrix.size(), factors.size());
  CheckSizes(part, scaled.size(), factors.size());
  ForEntries(part, [&](std::size_t unit, std::size_t i) { scaled[i] = matrix[i] * factors[unit]; });
}

void SpreadCodes(const UnitPart& part, std::span<const std::uint8_t> unit_codes,
                 std::span<std::uint8_t> codes) {
  CheckSizes(part, codes.size(), unit_codes.size());
  ForEntries(part, [&](std::size_t unit, std::size_t i) { codes[i] = unit_codes[unit]; });
}

}  // namespace srnet::prune
