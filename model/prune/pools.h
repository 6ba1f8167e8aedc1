// Which lists of entries share one sparsity: each its own, or with a global scope all of one kind.
//
// Matrices are all of one kind; heads and feed-forward units are two, for their magnitudes do not compare.
#pragma once

#include <cstddef>
#include <vector>

#include "common/stage/names.h"
#include "model/prune/prunable.h"

namespace srnet::prune {

// Indices of the lists in each pool, rising. `kinds` has one element for each list.
template <typename Kind>
std::vector<std::vector<std::size_t>> PoolsOf(stage::Scope scope, const std::vector<Kind>& kinds) {
  std::vector<std::vector<std::size_t>> pools;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    std::size_t pool = pools.size();
    if (scope == stage::Scope::kGlobal) {
      for (pool = 0; pool < pools.size() && kinds[pools[pool].front()] != kinds[i];) ++pool;
    }
    if (pool == pools.size()) pools.emplace_back();
    pools[pool].push_back(i);
  }
  return pools;
}

}  // namespace srnet::prune
