#include "model/prune/mask_adam_twin.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "model/optim/adamw.h"

namespace srnet::prune {
namespace {

using kernels::BFloat16;

std::vector<BFloat16> Waves(std::size_t size, float frequency) {
  std::vector<BFloat16> values(size);
  for (std::size_t i = 0; i < size; ++i) {
    kernels::Store(0.05f * std::sin(static_cast<float>(i + 1) * frequency), values[i]);
  }
  return values;
}

// A matrix before its first update, half of its scores above the threshold.
struct Matrix {
  explicit Matrix(std::size_t size)
      : weight(Waves(size, 1.3f)),
        gradient(Waves(size, 2.9f)),
        scores(size),
        first(size),
        second(size),
        effective(size) {
    for (std::size_t i = 0; i < size; i += 2) scores[i] = 0.02f;
  }
  void Update(double learning_rate, double gradient_scale) {
    const optim::AdamwCoefficients c = optim::CoefficientsOf({}, learning_rate, 1, gradient_scale);
    MaskAdamTwin({.size = static_cast<std::int64_t>(weight.size()),
                  .weight = weight.data(),
                  .effective_gradient = gradient.data(),
                  .scores = scores.data(),
                  .first_moment = first.data(),
                  .second_moment = second.data(),
                  .effective = effective.data(),
                  .threshold = &threshold,
                  .step_size = &c.step_size,
                  .gradient_scale = &c.gradient_scale,
                  .beta1 = c.beta1,
                  .one_minus_beta1 = c.one_minus_beta1,
                  .beta2 = c.beta2,
                  .one_minus_beta2 = c.one_minus_beta2,
                  .epsilon = c.epsilon});
  }
  std::vector<BFloat16> weight, gradient;
  std::vector<float> scores, first, second;
  std::vector<BFloat16> effective;
  float threshold = 0.01f;
};

TEST(MaskAdamTwin, EqualsTheFloat64FormulaOfTheBfloat16Weights) {
  Matrix matrix(40'001);
  const std::vector<float> before = matrix.scores;
  matrix.Update(1e-3, 0.5);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const double g = 0.5 * kernels::Load(matrix.gradient[i]) * kernels::Load(matrix.weight[i]);
    const double m = 0.1 * g, v = 0.001 * g * g;
    ASSERT_NEAR(matrix.first[i], m, 1e-6 * std::fabs(m)) << i;
    ASSERT_NEAR(matrix.second[i], v, 1e-5 * v) << i;
    const double score = before[i] - 1e-3 * std::sqrt(0.001) / 0.1 * m / (std::sqrt(v) + 1e-8);
    ASSERT_NEAR(matrix.scores[i], score, 1e-7) << i;
  }
}

TEST(MaskAdamTwin, EffectiveWeightsHaveTheBitsOfTheWeightsOrZero) {
  Matrix matrix(1001);
  matrix.Update(1e-3, 1);
  for (std::size_t i = 0; i < matrix.weight.size(); ++i) {
    ASSERT_EQ(matrix.effective[i].bits, i % 2 == 0 ? matrix.weight[i].bits : 0) << i;
  }
}

TEST(MaskAdamTwin, AScoreEqualToTheThresholdIsPruned) {
  Matrix matrix(3);
  matrix.scores = {matrix.threshold, std::nextafter(matrix.threshold, 1.0f), 0};
  matrix.Update(0, 1);
  EXPECT_EQ(matrix.effective[0].bits, 0);
  EXPECT_EQ(matrix.effective[1].bits, matrix.weight[1].bits);
  EXPECT_EQ(matrix.effective[2].bits, 0);
}

}  // namespace
}  // namespace srnet::prune
