// Runs a range on Torch's own OpenMP threads, with one cut of the range for any number of them.
#pragma once

#include <cstdint>
#include <functional>

namespace srnet::kernels {

// Calls body(begin, end) for the blocks [0, grain), [grain, 2 grain), ... of [0, count). The blocks do not
// depend on the thread count, which is at::set_num_threads' (OpenMP's), so sums kept per block have the same
// bits for any of them. Blocks run in any order. `body` must not throw.
void ParallelFor(std::int64_t count, std::int64_t grain,
                 const std::function<void(std::int64_t begin, std::int64_t end)>& body);

// The number of blocks of such a cut.
inline std::int64_t BlockCount(std::int64_t count, std::int64_t grain) { return (count + grain - 1) / grain; }

}  // namespace srnet::kernels
