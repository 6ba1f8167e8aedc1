// Blocks of a tensor's memory, run on the shared thread pool, and sums over them.
//
// Block bounds depend on `size` alone, and parts are added in the order of their blocks: the same bits for
// every number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "model/kernels/parallel.h"

namespace srnet::optim {

// 64 KiB of float32: four such streams stay in a second-level cache.
inline constexpr std::int64_t kBlockSize = 16384;

// body(begin, size_of_block), once for each block, on any thread.
template <typename Body>
void ParallelBlocks(std::size_t size, const Body& body) {
  kernels::ParallelFor(static_cast<std::int64_t>(size), kBlockSize,
                       [&](std::int64_t begin, std::int64_t end) {
                         body(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
                       });
}

// The sum over the blocks of body(begin, size_of_block).
template <typename Body>
double ParallelSum(std::size_t size, const Body& body) {
  const std::int64_t blocks = kernels::BlockCount(static_cast<std::int64_t>(size), kBlockSize);
  std::vector<double> parts(static_cast<std::size_t>(blocks));
  ParallelBlocks(size, [&](std::size_t begin, std::size_t count) {
    parts[begin / static_cast<std::size_t>(kBlockSize)] = body(begin, count);
  });
  double sum = 0;
  for (const double part : parts) sum += part;
  return sum;
}

}  // namespace srnet::optim
