// Sums over rows whose bits do not depend on the thread count: each block of rows keeps its own partial sums,
// and the blocks are added in order.
#pragma once

#include <cstdint>
#include <vector>

namespace srnet::kernels {

// Partial sums of `vectors` row-wise quantities of one width: bias gradients and their like.
class ColumnSums {
 public:
  ColumnSums(std::int64_t blocks, std::int64_t vectors, std::int64_t columns);

  // Zeroes of one block to add to: vector v starts at v * columns.
  float* Block(std::int64_t block) { return partial_.data() + block * vectors_ * columns_; }

  // out[c] = sum over blocks of vector `vector`. Does nothing when `out` is null.
  void Total(std::int64_t vector, float* out) const;

 private:
  std::int64_t blocks_;
  std::int64_t vectors_;
  std::int64_t columns_;
  std::vector<float> partial_;
};

}  // namespace srnet::kernels
