#include "model/prune/magnitude.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "model/prune/ladder.h"

namespace srnet::prune {
namespace {

using ::testing::ElementsAre;

std::vector<float> Waves(std::size_t size) {
  std::vector<float> values(size);
  for (std::size_t i = 0; i < size; ++i) values[i] = std::sin(static_cast<float>(i) * 1.7f);
  return values;
}

TEST(PruneSmallest, MarksTheSmallestMagnitudesOfEitherSign) {
  const std::vector<float> weights{0.5f, -0.1f, 0.3f, -2.0f, 0.2f};
  std::vector<std::uint8_t> levels(5);
  PruneSmallest(weights, 2, 1, levels);
  EXPECT_THAT(levels, ElementsAre(0, 1, 0, 0, 1));
}

TEST(PruneSmallest, TiesGoToTheLowerIndexSoThatTheCountIsExact) {
  const std::vector<float> weights{1, -0.5f, 0.5f, 0.5f, -0.5f, 0.1f};
  std::vector<std::uint8_t> levels(6);
  PruneSmallest(weights, 3, 1, levels);
  EXPECT_THAT(levels, ElementsAre(0, 1, 1, 0, 0, 1));
}

TEST(PruneSmallest, NegativeZeroTiesWithZero) {
  const std::vector<float> weights{0.0f, -0.0f, 0.0f};
  std::vector<std::uint8_t> levels(3);
  PruneSmallest(weights, 2, 1, levels);
  EXPECT_THAT(levels, ElementsAre(1, 1, 0));
}

TEST(PruneSmallest, NoneAndAllAreCountsLikeAnyOther) {
  const std::vector<float> weights{3, 1, 2};
  std::vector<std::uint8_t> levels(3);
  PruneSmallest(weights, 0, 1, levels);
  EXPECT_THAT(levels, ElementsAre(0, 0, 0));
  PruneSmallest(weights, 3, 1, levels);
  EXPECT_THAT(levels, ElementsAre(1, 1, 1));
}

TEST(PruneSmallest, LaterPruningsTakeFromTheAliveOnlySoMasksAreNested) {
  std::vector<float> weights = Waves(10'000);
  std::vector<std::uint8_t> levels(weights.size());
  PruneSmallest(weights, 1000, 1, levels);
  const std::vector<std::uint8_t> first = levels;
  // Training has made a kept weight look small, a pruned one large, and others are zero, as pruned weights
  // are: none of it may undo the first pruning.
  std::reverse(weights.begin(), weights.end());
  for (std::size_t i = 0; i < weights.size(); i += 2) {
    if (first[i] == 1) weights[i] = 0;
  }
  PruneSmallest(weights, 1000, 2, levels);
  EXPECT_EQ(std::count(levels.begin(), levels.end(), 1), 1000);
  EXPECT_EQ(std::count(levels.begin(), levels.end(), 2), 1000);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    ASSERT_EQ(levels[i] == 1, first[i] == 1) << i;
  }
}

TEST(PrunedCount, IsTheFloorOfSizeTimesSparsity) {
  EXPECT_EQ(PrunedCount(589'824, 0.7), 412'876);
  EXPECT_EQ(PrunedCount(2'304, 0.5), 1'152);
  EXPECT_EQ(PrunedCount(10, 0.99), 9);
  EXPECT_EQ(PrunedCount(7, 0.0), 0);
}

TEST(LadderPruneCount, ImpRemainingCountsForA768SquareMatrix) {
  std::int64_t remaining = 589'824;
  std::vector<std::int64_t> left;
  for (std::int64_t done = 0; done < 9; ++done) {
    remaining -= LadderPruneCount(remaining, 10, done);
    left.push_back(remaining);
  }
  EXPECT_THAT(left,
              ElementsAre(530'842, 471'860, 412'878, 353'895, 294'913, 235'930, 176'948, 117'965, 58'983));
}

TEST(LadderPruneCount, AHalfGoesToTheEvenCount) {
  EXPECT_EQ(LadderPruneCount(5, 2, 0), 2);
  EXPECT_EQ(LadderPruneCount(7, 2, 0), 4);
  EXPECT_EQ(LadderPruneCount(471'860, 10, 2), 58'982);  // 58,982.5
}

TEST(LadderPruneCount, TheLastPruningTakesAllThatRemains) { EXPECT_EQ(LadderPruneCount(17, 10, 9), 17); }

}  // namespace
}  // namespace srnet::prune
