#include "coordinator/statistics/paired.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace srnet::statistics {
namespace {

TEST(Paired, FourSeedsThatAgreeGiveTheSmallestPThatFourCanGive) {
  const PairedComparison comparison = ComparePaired(std::array{0.1, 0.2, 0.3, 0.4});
  EXPECT_EQ(comparison.permutation_p, 2.0 / 16);
  EXPECT_EQ(comparison.bootstrap_p, 0);
}

TEST(Paired, OneSeedSaysNothing) {
  const PairedComparison comparison = ComparePaired(std::array{0.1});
  EXPECT_EQ(comparison.permutation_p, 1);
  EXPECT_FALSE(comparison.student_p);
  EXPECT_FALSE(comparison.difference.confidence);
}

// The sums are 0 but for rounding, which must not decide what is farther from 0.
TEST(Paired, DifferencesThatCancelAreNoDifference) {
  const PairedComparison comparison = ComparePaired(std::array{0.1, 0.2, 0.3, -0.3, -0.2, -0.1});
  EXPECT_EQ(comparison.permutation_p, 1);
  EXPECT_EQ(comparison.bootstrap_p, 1);
}

TEST(Paired, SeedsThatAreAllTheSameAreNoDifference) {
  const PairedComparison comparison = ComparePaired(std::array{0.0, 0.0, 0.0});
  EXPECT_EQ(comparison.permutation_p, 1);
  EXPECT_EQ(comparison.bootstrap_p, 1);
  EXPECT_FALSE(comparison.student_p);
}

TEST(Paired, WhichModelIsCalledTheFirstDoesNotChangeP) {
  const PairedComparison one = ComparePaired(std::array{0.3, -0.1, 0.2, 0.4, 0.1});
  const PairedComparison other = ComparePaired(std::array{-0.3, 0.1, -0.2, -0.4, -0.1});
  EXPECT_EQ(one.permutation_p, other.permutation_p);
  EXPECT_EQ(one.bootstrap_p, other.bootstrap_p);
  EXPECT_EQ(*one.student_p, *other.student_p);
  EXPECT_EQ(one.difference.mean, -other.difference.mean);
}

// With more differences than can be enumerated the draws are random, and the same each time.
TEST(Paired, ManySeedsGiveTheSameAnswerEachTime) {
  std::vector<double> differences;
  for (int i = 0; i < 40; ++i) differences.push_back(std::sin(i) + 0.1);
  const PairedComparison once = ComparePaired(differences);
  const PairedComparison again = ComparePaired(differences);
  EXPECT_EQ(once.permutation_p, again.permutation_p);
  EXPECT_EQ(once.bootstrap_p, again.bootstrap_p);
  // Far from normal tails nothing else is expected than what the normal test says, within a few hundredths.
  EXPECT_NEAR(once.permutation_p, *once.student_p, 0.03);
  EXPECT_NEAR(once.bootstrap_p, *once.student_p, 0.05);
}

TEST(GreaterP, IsHalfOfTheTwoSidedOnTheSideOfTheMeanAndTheRestOnTheOther) {
  const std::vector<double> above = {0.1, 0.3, 0.2, 0.25};
  const std::vector<double> below = {-0.1, -0.3, -0.2, -0.25};
  EXPECT_DOUBLE_EQ(GreaterP(above), *ComparePaired(above).student_p / 2);
  EXPECT_DOUBLE_EQ(GreaterP(above) + GreaterP(below), 1);
}

TEST(GreaterP, WithoutASpreadNothingIsSaid) {
  EXPECT_EQ(GreaterP(std::vector{0.5}), 1);
  EXPECT_EQ(GreaterP(std::vector{0.5, 0.5, 0.5}), 1);
  EXPECT_EQ(GreaterP(std::vector<double>()), 1);
}

}  // namespace
}  // namespace srnet::statistics
