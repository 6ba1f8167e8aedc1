#include "model/prune/mask_scores.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "common/status/status.h"
#include "model/optim/parallel.h"
#include "model/prune/magnitude.h"
#include "model/prune/mask_kernel.h"

namespace srnet::prune {

float InitialiseScores(std::span<const float> weight, double sparsity,
                       const HardInitialisation& initialisation, std::span<float> scores) {
  SRNET_CHECK(scores.size() == weight.size());
  std::vector<std::uint8_t> levels(weight.size());
  PruneSmallest(weight, PrunedCount(static_cast<std::int64_t>(weight.size()), sparsity), 1, levels);
  const auto kept = static_cast<float>(initialisation.kept_score_factor * initialisation.threshold);
  for (std::size_t i = 0; i < levels.size(); ++i) scores[i] = levels[i] == 0 ? kept : 0.0f;
  return static_cast<float>(initialisation.threshold);
}

float ResetThreshold(std::span<const float> scores, double sparsity, float threshold) {
  const auto count = PrunedCount(static_cast<std::int64_t>(scores.size()), sparsity);
  if (count == 0) return -std::numeric_limits<float>::infinity();
  std::vector<float> ordered(scores.begin(), scores.end());
  const auto kth = ordered.begin() + (count - 1);
  std::nth_element(ordered.begin(), kth, ordered.end());
  const float candidate = *kth;
  return candidate == *std::max_element(kth, ordered.end()) ? threshold : candidate;
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
