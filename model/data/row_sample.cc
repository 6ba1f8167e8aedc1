#include "model/data/row_sample.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "model/data/counter_random.h"

namespace srnet::data {

std::vector<std::uint64_t> SampleRows(std::size_t rows, std::uint64_t limit, std::uint64_t seed) {
  std::vector<std::uint64_t> kept(rows);
  std::iota(kept.begin(), kept.end(), 0);
  if (limit == 0 || limit >= rows) return kept;
  const auto rank = [seed](std::uint64_t row) { return std::pair(MixCounter(seed, row), row); };
  std::nth_element(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(limit), kept.end(),
                   [&rank](std::uint64_t a, std::uint64_t b) { return rank(a) < rank(b); });
  kept.resize(limit);
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace srnet::data
