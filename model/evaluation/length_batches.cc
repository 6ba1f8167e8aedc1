#include "model/evaluation/length_batches.h"

#include <algorithm>
#include <numeric>

namespace srnet::evaluation {

std::vector<std::vector<std::uint32_t>> LengthBatches(const data::TokenisedSet& set,
                                                      std::size_t token_budget) {
  std::vector<std::uint32_t> order(set.rows());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return set.length(a) < set.length(b); });
  std::vector<std::vector<std::uint32_t>> batches;
  std::size_t tokens = 0;
  for (const std::uint32_t row : order) {
    if (batches.empty() || tokens + set.length(row) > token_budget) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(row);
    tokens += set.length(row);
  }
  return batches;
}

}  // namespace srnet::evaluation
