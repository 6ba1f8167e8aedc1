#include "model/prune/magnitude.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "common/status/status.h"

namespace srnet::prune {
namespace {

// Bit patterns of non-negative floats are ordered like the floats, and comparing integers is exact and fast.
std::uint32_t MagnitudeKey(float weight) { return std::bit_cast<std::uint32_t>(weight) & 0x7fffffffu; }

std::vector<std::uint32_t> AliveKeys(std::span<const float> weights, std::span<const std::uint8_t> levels) {
  std::vector<std::uint32_t> keys;
  keys.reserve(weights.size());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (levels[i] == 0) keys.push_back(MagnitudeKey(weights[i]));
  }
  return keys;
}

}  // namespace

std::int64_t PrunedCount(std::int64_t size, double sparsity) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(size) * sparsity));
}

void PruneSmallest(std::span<const float> weights, std::int64_t count, std::uint8_t level,
                   std::span<std::uint8_t> levels) {
  SRNET_CHECK(weights.size() == levels.size() && level > 0);
  if (count == 0) return;
  std::vector<std::uint32_t> keys = AliveKeys(weights, levels);
  SRNET_CHECK(count > 0 && static_cast<std::size_t>(count) <= keys.size());
  const auto kth = keys.begin() + (count - 1);
  std::nth_element(keys.begin(), kth, keys.end());
  const std::uint32_t cut = *kth;
  auto ties_to_remove =
      count - std::count_if(keys.begin(), kth, [cut](std::uint32_t key) { return key < cut; });
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (levels[i] != 0) continue;
    const std::uint32_t key = MagnitudeKey(weights[i]);
    if (key < cut || (key == cut && ties_to_remove-- > 0)) levels[i] = level;
  }
}

}  // namespace srnet::prune
