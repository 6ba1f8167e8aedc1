#include "model/optim/adamw.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

namespace srnet::optim {
namespace {

// Values without pattern, of magnitude up to 1, and the same on every run.
std::vector<float> Noise(std::size_t size, std::uint32_t seed) {
  std::vector<float> values(size);
  std::uint32_t state = seed * 2654435761u + 1;
  for (float& value : values) {
    state = state * 1664525u + 1013904223u;
    value = static_cast<float>(static_cast<std::int32_t>(state)) / 2147483648.0f;
  }
  return values;
}

struct Tensors {
  std::vector<float> parameter, gradient, first, second;
};

Tensors MakeTensors(std::size_t size) {
  Tensors tensors{Noise(size, 1), Noise(size, 2), Noise(size, 3), Noise(size, 4)};
  for (float& value : tensors.second) value = std::abs(value);
  return tensors;
}

void Update(Tensors& tensors, const AdamwCoefficients& coefficients) {
  UpdateAdamw(tensors.parameter, tensors.gradient, tensors.first, tensors.second, coefficients);
}

// The update of transformers 2.10, written out in double.
struct Float64Adamw {
  double parameter, first = 0, second = 0;
  void Step(double gradient, double learning_rate, int update) {
    first = 0.9 * first + 0.1 * gradient;
    second = 0.999 * second + 0.001 * gradient * gradient;
    const double step = learning_rate * std::sqrt(1 - std::pow(0.999, update)) / (1 - std::pow(0.9, update));
    parameter -= step * first / (std::sqrt(second) + 1e-8);
  }
};

TEST(Adamw, FollowsTheFloat64FormulaOverManyUpdates) {
  Tensors tensors{{0.25f}, {0}, {0}, {0}};
  Float64Adamw expected{.parameter = 0.25};
  for (int update = 1; update <= 50; ++update) {
    tensors.gradient[0] = std::sin(static_cast<float>(update));
    expected.Step(tensors.gradient[0], 1e-3, update);
    Update(tensors, CoefficientsOf({}, 1e-3, update, 1));
    ASSERT_NEAR(tensors.parameter[0], expected.parameter, 2e-7) << "update " << update;
  }
}

TEST(Adamw, EpsilonIsAddedBeforeTheBiasCorrection) {
  // With |g| = 1e-7 eps matters. By hand: m = 1e-8, v = 1e-17, sqrt(v) + eps = 3.1623e-9 + 1e-8,
  // step = sqrt(0.001) / 0.1 = 0.316228, update = 0.316228 * 1e-8 / 1.31623e-8. PyTorch's form gives
  // 0.909091.
  Tensors tensors{{0}, {1e-7f}, {0}, {0}};
  Update(tensors, CoefficientsOf({}, 1.0, 1, 1));
  EXPECT_NEAR(tensors.parameter[0], -0.240253, 1e-5);
}

TEST(Adamw, EveryElementOfALongTensorEqualsTheScalarFormula) {
  Tensors tensors = MakeTensors(50'003);
  const Tensors before = tensors;
  const AdamwCoefficients c = CoefficientsOf({}, 1e-3, 7, 0.5);
  Update(tensors, c);
  for (std::size_t i = 0; i < before.parameter.size(); ++i) {
    const double g = 0.5 * before.gradient[i];
    const double m = 0.9 * before.first[i] + 0.1 * g;
    const double v = 0.999 * before.second[i] + 0.001 * g * g;
    const double step = 1e-3 * std::sqrt(1 - std::pow(0.999, 7)) / (1 - std::pow(0.9, 7));
    ASSERT_NEAR(tensors.first[i], m, 1e-6) << i;
    ASSERT_NEAR(tensors.second[i], v, 1e-6) << i;
    ASSERT_NEAR(tensors.parameter[i], before.parameter[i] - step * m / (std::sqrt(v) + 1e-8), 1e-6) << i;
  }
}

TEST(Adamw, RateZeroChangesNoParameterButFillsTheMoments) {
  Tensors tensors = MakeTensors(1000);
  const Tensors before = tensors;
  Update(tensors, CoefficientsOf({}, 0.0, 1, 1));
  EXPECT_EQ(tensors.parameter, before.parameter);
  EXPECT_NE(tensors.first, before.first);
}

TEST(Adamw, ScalingTheGradientEqualsScalingInTheUpdate) {
  Tensors scaled = MakeTensors(1000), factored = MakeTensors(1000);
  for (float& value : scaled.gradient) value *= 0.25f;
  Update(scaled, CoefficientsOf({}, 1e-3, 3, 1));
  Update(factored, CoefficientsOf({}, 1e-3, 3, 0.25));
  EXPECT_EQ(scaled.parameter, factored.parameter);
}

TEST(Adamw, BitsDoNotDependOnTheNumberOfThreads) {
  const int threads = at::get_num_threads();
  Tensors one = MakeTensors(100'001), two = MakeTensors(100'001);
  at::set_num_threads(1);
  Update(one, CoefficientsOf({}, 1e-3, 3, 1));
  at::set_num_threads(2);
  Update(two, CoefficientsOf({}, 1e-3, 3, 1));
  at::set_num_threads(threads);
  EXPECT_EQ(one.parameter, two.parameter);
  EXPECT_EQ(one.second, two.second);
}

}  // namespace
}  // namespace srnet::optim
