// Splits [0, size) into blocks whose bounds depend on `size` alone, and runs them on LibTorch's thread pool.
//
// Sums over the blocks, added in the order of their numbers, are therefore the same for every number of
// threads.
#pragma once

#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace srnet::optim {

inline constexpr std::size_t kBlockSize =
    16384;  // 64 KiB of float32: four such streams stay in a second-level cache.

inline std::size_t BlockCount(std::size_t size) { return (size + kBlockSize - 1) / kBlockSize; }

// body(begin, size_of_block), once for each block, on any thread.
template <typename Body>
void ParallelBlocks(std::size_t size, const Body& body) {
  at::parallel_for(0, static_cast<std::int64_t>(BlockCount(size)), 1,
                   [&](std::int64_t first, std::int64_t last) {
                     for (std::int64_t block = first; block < last; ++block) {
                       const std::size_t begin = static_cast<std::size_t>(block) * kBlockSize;
                       body(begin, std::min(kBlockSize, size - begin));
                     }
                   });
}

// The sum over the blocks of body(begin, size_of_block).
template <typename Body>
double ParallelSum(std::size_t size, const Body& body) {
  std::vector<double> parts(BlockCount(size));
  ParallelBlocks(
      size, [&](std::size_t begin, std::size_t count) { parts[begin / kBlockSize] = body(begin, count); });
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

}  // namespace srnet::optim
