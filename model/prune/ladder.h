// How many entries each pruning of an iterative-magnitude-pruning ladder removes from a matrix.
//
// Pruning number n (0-based) removes 1 / (segments - n) of what remains, rounded to the nearest count, a half
// to the even one, per matrix. With 10 segments the sparsities are 10, 20, ... per cent: 589,824 weights
// leave 530,842, 471,860, 412,878, 353,895, ... "A Win-win Deal" (NeurIPS 2022), section 3.2. Pure, any
// thread.
#pragma once

#include <cstdint>

namespace srnet::prune {

// 0 <= prunings_done < segments.
std::int64_t LadderPruneCount(std::int64_t remaining, std::int64_t segments, std::int64_t prunings_done);

}  // namespace srnet::prune
