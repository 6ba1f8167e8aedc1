#include "coordinator/statistics/holm.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace srnet::statistics {

std::vector<double> AdjustByHolm(std::span<const double> p_values) {
  std::vector<std::size_t> rising(p_values.size());
  std::iota(rising.begin(), rising.end(), std::size_t{0});
  std::stable_sort(rising.begin(), rising.end(),
                   [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
  std::vector<double> adjusted(p_values.size());
  double largest = 0;
  for (std::size_t k = 0; k < rising.size(); ++k) {
    largest = std::max(largest, static_cast<double>(rising.size() - k) * p_values[rising[k]]);
    adjusted[rising[k]] = std::min(1.0, largest);
  }
  return adjusted;
}

}  // namespace srnet::statistics
