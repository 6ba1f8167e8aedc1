#include "model/prune/mask_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "model/optim/clipping.h"
#include "model/optim/schedule.h"

namespace srnet::prune {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::FloatEq;

std::vector<float> Waves(std::size_t size, float frequency) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = 0.05f * std::sin(static_cast<float>(i + 1) * frequency);
  return values;
}

std::optional<float> ThresholdOfOne(std::span<const float> scores, double sparsity) {
  return ThresholdOf({&scores, 1}, sparsity);
}

// A matrix in mask training, with the gradients of one step.
struct Matrix {
  explicit Matrix(std::size_t size, double sparsity)
      : weight(Waves(size, 1.3f)),
        gradient(Waves(size, 2.9f)),
        scores(size),
        first(size),
        second(size),
        effective(size) {
    const ScoredMatrix matrix{.weight = weight, .scores = scores};
    threshold = InitialiseHard({&matrix, 1}, sparsity, {});
    WriteEffectiveWeight(weight, scores, threshold, effective);
  }
  void Update(double learning_rate, int update) {
    UpdateScores({weight, gradient, scores, first, second, effective}, threshold,
                 optim::CoefficientsOf({}, learning_rate, update, 1));
  }
  std::vector<float> weight, gradient, scores, first, second, effective;
  float threshold = 0;
};

TEST(InitialiseHard, HasExactlyFloorOfSizeTimesSparsityZeros) {
  for (const double sparsity : {0.2, 0.5, 0.7, 0.9}) {
    const Matrix matrix(10'007, sparsity);
    EXPECT_EQ(CountPruned(matrix.scores, matrix.threshold), static_cast<std::int64_t>(10'007 * sparsity));
  }
}

TEST(InitialiseHard, KeptScoresAreAlphaPhiAndPrunedOnesZero) {
  const std::vector<float> weight{0.1f, -0.4f, 0.2f, 0.3f};
  std::vector<float> scores(4);
  const ScoredMatrix matrix{.weight = weight, .scores = scores};
  EXPECT_FLOAT_EQ(InitialiseHard({&matrix, 1}, 0.5, {.threshold = 0.01, .kept_score_factor = 2}), 0.01f);
  EXPECT_THAT(scores, ElementsAre(0.0f, FloatEq(0.02f), 0.0f, FloatEq(0.02f)));
}

TEST(InitialiseHard, MatricesThatShareAThresholdShareTheirSparsity) {
  const std::vector<float> small{0.1f, -0.2f, 0.3f}, large{4, -5, 6};
  std::vector<float> small_scores(3), large_scores(3);
  const ScoredMatrix both[] = {{small, small_scores}, {large, large_scores}};
  const float threshold = InitialiseHard(both, 0.5, {});
  EXPECT_EQ(CountPruned(small_scores, threshold), 3);
  EXPECT_EQ(CountPruned(large_scores, threshold), 0);
}

TEST(InitialiseSoft, ScoresAreTheMagnitudesAndTheThresholdTheKthSmallest) {
  const std::vector<float> weight{0.1f, -0.4f, 0.2f, 0.3f};
  std::vector<float> scores(4);
  const ScoredMatrix matrix{.weight = weight, .scores = scores};
  EXPECT_EQ(InitialiseSoft({&matrix, 1}, 0.5), 0.2f);
  EXPECT_THAT(scores, ElementsAre(0.1f, 0.4f, 0.2f, 0.3f));
}

TEST(StrictThreshold, TheInclusiveComparisonKeepsAScoreEqualToTheThreshold) {
  for (const float tau : {0.5f, -0.5f, 0.0f, -0.0f, 1e-40f, std::numeric_limits<float>::min()}) {
    EXPECT_FALSE(tau > StrictThreshold(tau, Comparison::kStrict)) << tau;
    EXPECT_TRUE(tau > StrictThreshold(tau, Comparison::kInclusive)) << tau;
    EXPECT_FALSE(std::nextafter(tau, -1.0f) > StrictThreshold(tau, Comparison::kInclusive) &&
                 std::fabs(tau) > 1e-30f)
        << tau;
  }
}

TEST(WriteEffectiveWeight, AScoreEqualToTheThresholdIsPruned) {
  const std::vector<float> weight{1, 2, 3}, scores{0.5f, 0.5000001f, 0.4f};
  std::vector<float> effective(3);
  WriteEffectiveWeight(weight, scores, 0.5f, effective);
  EXPECT_THAT(effective, ElementsAre(0, 2, 0));
}

TEST(ThresholdOf, ExactlyFloorOfSizeTimesSparsityScoresArePruned) {
  const std::vector<float> scores = Waves(10'007, 0.77f);
  for (const double sparsity : {0.2, 0.5, 0.7, 0.9}) {
    const float threshold = *ThresholdOfOne(scores, sparsity);
    EXPECT_EQ(CountPruned(scores, threshold), static_cast<std::int64_t>(10'007 * sparsity));
    // A10: with the paper's inclusive comparison the k-th smallest score itself stays.
    EXPECT_EQ(CountPruned(scores, StrictThreshold(threshold, Comparison::kInclusive)),
              static_cast<std::int64_t>(10'007 * sparsity) - 1);
  }
}

TEST(ThresholdOf, IsNothingWhenItWouldEqualTheMaximumScore) {
  const std::vector<float> scores{0.0f, 0.02f, 0.02f, 0.02f};
  EXPECT_EQ(ThresholdOfOne(scores, 0.5), std::nullopt);
  EXPECT_EQ(ThresholdOfOne(scores, 0.25), 0.0f);
}

TEST(ThresholdOf, SparsityZeroPrunesNothing) {
  const std::vector<float> scores{-1.0f, 0.0f};
  EXPECT_EQ(CountPruned(scores, *ThresholdOfOne(scores, 0.0)), 0);
}

TEST(ThresholdOf, NegativeScoresAreOrderedBelowPositiveOnes) {
  EXPECT_EQ(ThresholdOfOne(std::vector<float>{0.5f, -0.25f, -3.0f, 0.125f}, 0.5), -0.25f);
}

TEST(ThresholdOf, ListsTogetherHaveTheThresholdOfTheirUnion) {
  const std::vector<float> all = Waves(10'007, 0.77f);
  const std::span<const float> parts[] = {std::span(all).first(4000), std::span(all).subspan(4000)};
  EXPECT_EQ(ThresholdOf(parts, 0.7), ThresholdOfOne(all, 0.7));
}

TEST(UpdateScores, EqualsTheFloat64FormulaOnEveryEntry) {
  Matrix matrix(40'001, 0.5);
  const std::vector<float> before = matrix.scores;
  matrix.Update(1e-3, 1);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double g = static_cast<double>(matrix.gradient[i]) * matrix.weight[i];
    const double m = 0.1 * g, v = 0.001 * g * g;
    const double score = before[i] - 1e-3 * std::sqrt(0.001) / 0.1 * m / (std::sqrt(v) + 1e-8);
    ASSERT_NEAR(matrix.scores[i], score, 1e-7) << i;
    ASSERT_EQ(matrix.effective[i], matrix.scores[i] > matrix.threshold ? matrix.weight[i] : 0.0f) << i;
  }
}

TEST(UpdateScores, PrunedEntriesMoveToo) {
  Matrix matrix(100, 0.5);
  const std::vector<float> before = matrix.scores;
  matrix.Update(1e-3, 1);
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_NE(matrix.scores[i], before[i]) << i;
  }
}

// L(W_eff) = sum_i a_i W_eff_i^2 + b_i W_eff_i, so dL/dW_eff = 2 a W_eff + b; with W_eff = W * m the
// derivative with respect to a relaxed mask m is W * dL/dW_eff, which is what the straight-through rule
// assigns to S.
TEST(UpdateScores, ScoreGradientIsWeightTimesEffectiveGradientOnAFiniteDifferenceCheck) {
  Matrix matrix(64, 0.5);
  const std::vector<float> a = Waves(64, 0.3f), b = Waves(64, 0.9f);
  const auto loss = [&](std::size_t i, double mask) {
    const double w = matrix.weight[i] * mask;
    return a[i] * w * w + b[i] * w;
  };
  for (std::size_t i = 0; i < 64; ++i) matrix.gradient[i] = 2 * a[i] * matrix.effective[i] + b[i];
  const std::vector<float> masks = matrix.effective;
  matrix.Update(0.0, 1);
  for (std::size_t i = 0; i < 64; ++i) {
    const double mask = masks[i] == 0 ? 0 : 1;
    const double slope = (loss(i, mask + 1e-4) - loss(i, mask - 1e-4)) / 2e-4;
    EXPECT_NEAR(matrix.first[i] / 0.1, slope, 1e-8 + 1e-4 * std::abs(slope)) << i;
    EXPECT_NE(matrix.first[i], 0.0f) << i;
  }
}

TEST(UpdateScores, WithRateZeroNothingChanges) {
  Matrix matrix(1000, 0.7);
  const Matrix before = matrix;
  for (int update = 1; update <= 5; ++update) matrix.Update(0.0, update);
  EXPECT_EQ(matrix.scores, before.scores);
  EXPECT_EQ(matrix.effective, before.effective);
}

// Whether a mask is still that of its initialisation after 1,000 updates, when it is reset for the first
// time.
bool FirstResetFindsTheMagnitudeMask(const optim::Schedule& schedule) {
  Matrix matrix(2000, 0.7);
  const std::vector<float> before = matrix.effective;
  for (int update = 0; update < 1000; ++update) matrix.Update(schedule.RateAt(update), update + 1);
  return matrix.effective == before;
}

TEST(UpdateScores, BeforeTheFirstResetMasksEqualTheMagnitudeMasksOnMnliSettings) {
  EXPECT_TRUE(FirstResetFindsTheMagnitudeMask({.base = 5e-5, .warmup_steps = 3600, .total_steps = 61'360}));
}

TEST(UpdateScores, BeforeTheFirstResetMasksEqualTheMagnitudeMasksOnQqpSettings) {
  EXPECT_TRUE(FirstResetFindsTheMagnitudeMask({.base = 2e-5, .warmup_steps = 3400, .total_steps = 79'597}));
}

// It is the warm-up that keeps scores on their side of the threshold.
TEST(UpdateScores, WithoutWarmUpMasksHaveLeftTheMagnitudeMasksByThen) {
  EXPECT_FALSE(FirstResetFindsTheMagnitudeMask({.base = 5e-5, .warmup_steps = 0, .total_steps = 61'360}));
}

TEST(UpdateScores, AStrongerGradientOnAPrunedEntryRevivesIt) {
  Matrix matrix(4, 0.5);
  for (float& gradient : matrix.gradient) gradient = 0;
  std::size_t pruned = 0;
  while (matrix.effective[pruned] != 0) ++pruned;
  matrix.gradient[pruned] = -matrix.weight[pruned];  // dS < 0: the score rises
  for (int update = 1; update <= 20; ++update) matrix.Update(1e-3, update);
  EXPECT_EQ(matrix.effective[pruned], matrix.weight[pruned]);
}

}  // namespace
}  // namespace srnet::prune
