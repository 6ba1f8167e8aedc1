#include "model/prune/mask_scores.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "common/status/status.h"
#include "model/optim/parallel.h"
#include "model/prune/magnitude.h"
#include "model/prune/mask_kernel.h"
#include "model/prune/order_statistic.h"

namespace srnet::prune {

float StrictThreshold(float threshold, Comparison comparison) {
  if (comparison == Comparison::kStrict) return threshold;
  const float below = std::nextafter(threshold, -std::numeric_limits<float>::infinity());
  const float smallest = std::numeric_limits<float>::min();
  if (std::fabs(below) >= smallest) return below;
  return threshold >= smallest ? 0.0f : -smallest;
}

float InitialiseHard(std::span<const ScoredMatrix> matrices, double sparsity,
                     const HardInitialisation& initialisation) {
  std::vector<std::vector<std::uint8_t>> levels;
  std::vector<LevelledMatrix> levelled;
  for (const ScoredMatrix& matrix : matrices) {
    SRNET_CHECK(matrix.scores.size() == matrix.weight.size());
    levels.emplace_back(matrix.weight.size());
    levelled.push_back({.weights = matrix.weight, .levels = levels.back()});
  }
  PruneSmallest(levelled, PrunedCount(AliveCount(levelled), sparsity), 1);
  const auto kept = static_cast<float>(initialisation.kept_score_factor * initialisation.threshold);
  for (std::size_t m = 0; m < matrices.size(); ++m) {
    for (std::size_t i = 0; i < levels[m].size(); ++i) matrices[m].scores[i] = levels[m][i] == 0 ? kept : 0;
  }
  return static_cast<float>(initialisation.threshold);
}

float InitialiseSoft(std::span<const ScoredMatrix> matrices, double sparsity) {
  std::vector<std::span<const float>> scores;
  for (const ScoredMatrix& matrix : matrices) {
    SRNET_CHECK(matrix.scores.size() == matrix.weight.size());
    std::transform(matrix.weight.begin(), matrix.weight.end(), matrix.scores.begin(),
                   [](float weight) { return std::fabs(weight); });
    scores.emplace_back(matrix.scores);
  }
  return ThresholdOf(scores, sparsity).value_or(-std::numeric_limits<float>::infinity());
}

std::optional<float> ThresholdOf(std::span<const std::span<const float>> scores, double sparsity) {
  std::int64_t size = 0;
  float largest = -std::numeric_limits<float>::infinity();
  for (const std::span<const float> list : scores) {
    size += static_cast<std::int64_t>(list.size());
    for (const float score : list) largest = std::max(largest, score);
  }
  const std::int64_t count = PrunedCount(size, sparsity);
  if (count == 0) return -std::numeric_limits<float>::infinity();
  const OrderStatistic kth = KthSmallest(count, [&](const auto& take) {
    for (const std::span<const float> list : scores) {
      for (const float score : list) take(OrderKey(score));
    }
  });
  const float candidate = FromOrderKey(kth.key);
  return candidate == largest ? std::nullopt : std::optional(candidate);
}

std::int64_t CountPruned(std::span<const float> scores, float threshold) {
  return std::count_if(scores.begin(), scores.end(),
                       [threshold](float score) { return !(score > threshold); });
}

void WriteEffectiveWeight(std::span<const float> weight, std::span<const float> scores, float threshold,
                          std::span<float> effective) {
  SRNET_CHECK(scores.size() == weight.size() && effective.size() == weight.size());
  optim::ParallelBlocks(weight.size(), [&](std::size_t begin, std::size_t size) {
    kernel::WriteEffectiveBlock(weight.data() + begin, scores.data() + begin, threshold,
                                effective.data() + begin, static_cast<std::int64_t>(size));
  });
}

void UpdateScores(const MaskTensors& tensors, float threshold, const optim::AdamwCoefficients& coefficients) {
  const std::size_t total = tensors.weight.size();
  SRNET_CHECK(tensors.effective_gradient.size() == total && tensors.scores.size() == total);
  SRNET_CHECK(tensors.first_moment.size() == total && tensors.second_moment.size() == total);
  SRNET_CHECK(tensors.effective.size() == total);
  optim::ParallelBlocks(total, [&](std::size_t begin, std::size_t size) {
    kernel::UpdateScoresBlock(tensors.weight.data() + begin, tensors.effective_gradient.data() + begin,
                              tensors.scores.data() + begin, tensors.first_moment.data() + begin,
                              tensors.second_moment.data() + begin, tensors.effective.data() + begin,
                              static_cast<std::int64_t>(size), threshold, coefficients);
  });
}

}  // namespace srnet::prune
