#include "model/kernels/column_sums.h"

#include <algorithm>

#include "model/kernels/target.h"

namespace srnet::kernels {
namespace {

SRNET_KERNEL void Add(const float* from, std::int64_t columns, float* to) {
  for (std::int64_t c = 0; c < columns; ++c) to[c] += from[c];
}

}  // namespace

ColumnSums::ColumnSums(std::int64_t blocks, std::int64_t vectors, std::int64_t columns)
    : blocks_(blocks),
      vectors_(vectors),
      columns_(columns),
      partial_(static_cast<std::size_t>(blocks * vectors * columns), 0.0f) {}

void ColumnSums::Total(std::int64_t vector, float* out) const {
  if (out == nullptr) return;
  std::fill_n(out, columns_, 0.0f);
  for (std::int64_t block = 0; block < blocks_; ++block) {
    Add(partial_.data() + (block * vectors_ + vector) * columns_, columns_, out);
  }
}

}  // namespace srnet::kernels
