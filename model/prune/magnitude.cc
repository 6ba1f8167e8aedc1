#include "model/prune/magnitude.h"

#include <algorithm>
#include <cmath>

#include "common/status/status.h"
#include "model/prune/order_statistic.h"

namespace srnet::prune {

std::int64_t PrunedCount(std::int64_t size, double sparsity) {
  return static_cast<std::int64_t>(std::floor(static_cast<double>(size) * sparsity));
}

std::int64_t AliveCount(std::span<const LevelledMatrix> matrices) {
  std::int64_t alive = 0;
  for (const LevelledMatrix& matrix : matrices) {
    alive += std::count(matrix.levels.begin(), matrix.levels.end(), std::uint8_t{0});
  }
  return alive;
}

void PruneSmallest(std::span<const LevelledMatrix> matrices, std::int64_t count, std::uint8_t level) {
  SRNET_CHECK(count >= 0 && level > 0);
  for (const LevelledMatrix& matrix : matrices) SRNET_CHECK(matrix.weights.size() == matrix.levels.size());
  if (count == 0) return;
  const OrderStatistic cut = KthSmallest(count, [&](const auto& take) {
    for (const LevelledMatrix& matrix : matrices) {
      for (std::size_t i = 0; i < matrix.levels.size(); ++i) {
        if (matrix.levels[i] == 0) take(MagnitudeKey(matrix.weights[i]));
      }
    }
  });
  std::int64_t ties_to_remove = count - cut.below;
  for (const LevelledMatrix& matrix : matrices) {
    for (std::size_t i = 0; i < matrix.levels.size(); ++i) {
      if (matrix.levels[i] != 0) continue;
      const std::uint32_t key = MagnitudeKey(matrix.weights[i]);
      if (key < cut.key || (key == cut.key && ties_to_remove-- > 0)) matrix.levels[i] = level;
    }
  }
}

void PruneSmallest(std::span<const float> weights, std::int64_t count, std::uint8_t level,
                   std::span<std::uint8_t> levels) {
  const LevelledMatrix matrix{.weights = weights, .levels = levels};
  PruneSmallest({&matrix, 1}, count, level);
}

}  // namespace srnet::prune
