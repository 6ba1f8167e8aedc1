#include "coordinator/stopping/domination.h"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace srnet::stopping {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// In distribution and out of it, for the seeds 1, 2, ...
Standing With(double sparsity, const std::vector<std::pair<double, double>>& values) {
  Standing standing{.sparsity = sparsity, .seeds = {}};
  for (std::size_t i = 0; i < values.size(); ++i)
    standing.seeds[static_cast<std::int64_t>(i) + 1] = {values[i].first, values[i].second};
  return standing;
}

const std::vector<std::pair<double, double>> kGood = {{0.80, 0.62}, {0.81, 0.60}, {0.79, 0.63}, {0.80, 0.61}};
const std::vector<std::pair<double, double>> kBad = {{0.70, 0.50}, {0.72, 0.51}, {0.69, 0.50}, {0.71, 0.52}};

TEST(FindDominated, AModelThatIsClearlyWorseInBothIsDominated) {
  const std::vector<Standing> standings = {With(0.5, kGood), With(0.5, kBad)};
  const auto found = FindDominated(standings, 0.05);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].dominated, 1u);
  EXPECT_EQ(found[0].by, 0u);
  EXPECT_LT(found[0].p, 0.05);
}

TEST(FindDominated, ASparserModelIsNotDominatedByADenserOne) {
  EXPECT_THAT(FindDominated(std::vector{With(0.5, kGood), With(0.7, kBad)}, 0.05), IsEmpty());
  EXPECT_THAT(FindDominated(std::vector{With(0.7, kGood), With(0.5, kBad)}, 0.05), SizeIs(1));
}

TEST(FindDominated, BetterInOneAloneIsNotEnough) {
  std::vector<std::pair<double, double>> robust = kBad;
  for (auto& [in, out] : robust) out += 0.3;
  EXPECT_THAT(FindDominated(std::vector{With(0.5, kGood), With(0.5, robust)}, 0.05), IsEmpty());
}

TEST(FindDominated, ARivalThatIsWorseInSomethingSaysNothingForDomination) {
  const std::vector<std::pair<double, double>> slightly_worse = {
      {0.9, 0.61}, {0.9, 0.61}, {0.9, 0.61}, {0.9, 0.60}};
  const auto found = FindDominated(std::vector{With(0.5, kGood), With(0.5, slightly_worse)}, 1);
  ASSERT_THAT(found, Not(IsEmpty()));
  EXPECT_EQ(found[0].dominated, 0u);
  EXPECT_EQ(found[0].p, 1);
}

TEST(FindDominated, TwoSeedsAreTooFew) {
  const auto first_two = [](const auto& values) { return std::vector(values.begin(), values.begin() + 2); };
  EXPECT_THAT(FindDominated(std::vector{With(0.5, first_two(kGood)), With(0.5, first_two(kBad))}, 0.5),
              IsEmpty());
}

TEST(FindDominated, ADifferenceWithinTheNoiseOfTheSeedsIsNone) {
  const std::vector<std::pair<double, double>> noisy = {{0.8, 0.3}, {0.6, 0.9}, {0.9, 0.5}, {0.5, 0.6}};
  EXPECT_THAT(FindDominated(std::vector{With(0.5, kGood), With(0.5, noisy)}, 0.05), IsEmpty());
}

TEST(FindDominated, WhatASeedDoesToBothIsTakenOut) {
  // Each seed moves both models by far more than they differ.
  std::vector<std::pair<double, double>> better;
  std::vector<std::pair<double, double>> worse;
  const double slight[] = {0.010, 0.012, 0.009, 0.011};
  for (int seed = 0; seed < 4; ++seed) {
    const double at = 0.1 * seed;
    worse.emplace_back(0.5 + at, 0.4 - at);
    better.emplace_back(0.5 + at + slight[seed], 0.4 - at + slight[seed]);
  }
  EXPECT_THAT(FindDominated(std::vector{With(0.5, better), With(0.5, worse)}, 0.05), SizeIs(1));
}

TEST(FindDominated, ManyRivalsAskForMore) {
  const std::vector<std::pair<double, double>> slightly = {
      {0.72, 0.52}, {0.73, 0.54}, {0.70, 0.53}, {0.74, 0.53}};
  const auto alone = FindDominated(std::vector{With(0.5, kBad), With(0.5, slightly)}, 1);
  ASSERT_THAT(alone, Not(IsEmpty()));
  std::vector<Standing> among = {With(0.5, kBad), With(0.5, slightly)};
  // Worse in distribution than all, so they take no place but count as rivals.
  for (int i = 0; i < 3; ++i) among.push_back(With(0.9, {{0.1, 0.6}, {0.2, 0.7}, {0.1, 0.5}, {0.3, 0.6}}));
  const auto crowded = FindDominated(among, 1);
  ASSERT_THAT(crowded, Not(IsEmpty()));
  EXPECT_EQ(crowded[0].dominated, 0u);
  EXPECT_EQ(crowded[0].by, 1u);
  EXPECT_NEAR(crowded[0].p, 4 * alone[0].p, 1e-12);
}

}  // namespace
}  // namespace srnet::stopping
