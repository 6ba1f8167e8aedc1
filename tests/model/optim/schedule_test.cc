#include "model/optim/schedule.h"

#include <gtest/gtest.h>

namespace srnet::optim {
namespace {

constexpr Schedule kMnli{.base = 5e-5, .warmup_steps = 3600, .total_steps = 36816};

TEST(Schedule, TheFirstUpdateHasRateZeroWithWarmUp) { EXPECT_EQ(kMnli.RateAt(0), 0.0); }

TEST(Schedule, TheFirstUpdateHasTheBaseRateWithoutWarmUp) {
  EXPECT_EQ((Schedule{.base = 2e-5, .warmup_steps = 0, .total_steps = 10}.RateAt(0)), 2e-5);
}

TEST(Schedule, WarmUpIsLinearAndReachesTheBaseRateAtItsEnd) {
  EXPECT_DOUBLE_EQ(kMnli.RateAt(900), 5e-5 / 4);
  EXPECT_DOUBLE_EQ(kMnli.RateAt(3600), 5e-5);
}

TEST(Schedule, DecayIsLinearAndReachesZeroAtTheTotal) {
  EXPECT_DOUBLE_EQ(kMnli.RateAt(3600 + (36816 - 3600) / 2), 2.5e-5);
  EXPECT_DOUBLE_EQ(kMnli.RateAt(36815), 5e-5 / (36816 - 3600));
  EXPECT_EQ(kMnli.RateAt(36816), 0.0);
  EXPECT_EQ(kMnli.RateAt(40000), 0.0);
}

TEST(Schedule, SummedRateOfTheFirstThousandMnliStepsIsBelowTheScoreThreshold) {
  double sum = 0;
  for (int update = 0; update < 1000; ++update) sum += kMnli.RateAt(update);
  EXPECT_NEAR(sum, 0.0069, 1e-4);
  EXPECT_LT(sum, 0.01);
}

TEST(Schedule, LearningRateAtTheEndOfAnImpSegmentIsNineTenths) {
  const Schedule segment{.base = 5e-5, .warmup_steps = 0, .total_steps = 61360};
  EXPECT_EQ(segment.RateAt(0), 5e-5);
  EXPECT_DOUBLE_EQ(segment.RateAt(6136), 0.9 * 5e-5);
}

TEST(Schedule, AWarmUpAsLongAsTheRunNeverDividesByZero) {
  const Schedule schedule{.base = 1, .warmup_steps = 4, .total_steps = 4};
  EXPECT_DOUBLE_EQ(schedule.RateAt(3), 0.75);
  EXPECT_EQ(schedule.RateAt(4), 0.0);
}

}  // namespace
}  // namespace srnet::optim
