#include "coordinator/statistics/sample.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace srnet::statistics {
namespace {

TEST(Sample, OneValueHasAMeanButNoSpread) {
  const SampleSummary summary = Summarise(std::array{0.75});
  EXPECT_EQ(summary.count, 1);
  EXPECT_EQ(summary.mean, 0.75);
  EXPECT_FALSE(summary.standard_deviation);
  EXPECT_FALSE(summary.confidence);
}

TEST(Sample, TheDeviationIsThatOfTheSample) {
  const SampleSummary summary = Summarise(std::array{1.0, 2.0, 3.0, 4.0});
  EXPECT_EQ(summary.mean, 2.5);
  EXPECT_DOUBLE_EQ(*summary.standard_deviation, std::sqrt(5.0 / 3));
}

// The quantile 0.975 of Student's t with 3 degrees of freedom is 3.182446 in every table.
TEST(Sample, TheIntervalOfFourSeedsIsStudents) {
  const SampleSummary summary = Summarise(std::array{1.0, 2.0, 3.0, 4.0});
  const double half = 3.182446305284263 * std::sqrt(5.0 / 3) / 2;
  EXPECT_NEAR(summary.confidence->low, 2.5 - half, 1e-12);
  EXPECT_NEAR(summary.confidence->high, 2.5 + half, 1e-12);
}

TEST(Sample, EqualValuesHaveAnIntervalOfNoWidth) {
  const SampleSummary summary = Summarise(std::array{0.5, 0.5, 0.5});
  EXPECT_EQ(*summary.standard_deviation, 0);
  EXPECT_EQ(summary.confidence->low, 0.5);
  EXPECT_EQ(summary.confidence->high, 0.5);
}

}  // namespace
}  // namespace srnet::statistics
