#include "model/optim/clipping.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace srnet::optim {
namespace {

std::vector<float> Ramp(std::size_t size, float slope) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = slope * std::sin(static_cast<float>(i));
  return values;
}

TEST(SumOfSquares, MatchesAFloat64LoopWhateverTheLength) {
  for (const std::size_t size : {0u, 1u, 7u, 8u, 9u, 16384u, 40'001u}) {
    const auto values = Ramp(size, 3);
    double expected = 0;
    for (const float value : values) expected += static_cast<double>(value) * value;
    EXPECT_NEAR(SumOfSquares(values), expected, 1e-9 * (1 + expected)) << size;
  }
}

TEST(SumOfSquaredProducts, IsTheSquaredNormOfTheElementwiseProduct) {
  const auto left = Ramp(20'005, 2), right = Ramp(20'005, 0.1f);
  double expected = 0;
  for (std::size_t i = 0; i < left.size(); ++i)
    expected += std::pow(static_cast<double>(left[i]) * right[i], 2);
  EXPECT_NEAR(SumOfSquaredProducts(left, right), expected, 1e-5 * expected);
}

TEST(SumOfSquares, BitsDoNotDependOnTheNumberOfThreads) {
  const auto values = Ramp(1'000'003, 1);
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const double one = SumOfSquares(values);
  at::set_num_threads(2);
  EXPECT_EQ(SumOfSquares(values), one);
  at::set_num_threads(threads);
}

TEST(ClipFactor, IsOneBelowTheNormAndShrinksToItAbove) {
  EXPECT_EQ(ClipFactor(0.25, 1.0), 1.0);
  EXPECT_EQ(ClipFactor(0.0, 1.0), 1.0);
  EXPECT_NEAR(ClipFactor(16.0, 1.0), 1 / (4 + 1e-6), 1e-12);
  EXPECT_NEAR(ClipFactor(16.0, 2.0), 2 / (4 + 1e-6), 1e-12);
}

TEST(ClipFactor, ShowsThatAGradientIsNotFinite) {
  EXPECT_TRUE(std::isnan(ClipFactor(std::numeric_limits<double>::quiet_NaN(), 1.0)));
  EXPECT_EQ(ClipFactor(std::numeric_limits<double>::infinity(), 1.0), 0.0);
}

}  // namespace
}  // namespace srnet::optim
