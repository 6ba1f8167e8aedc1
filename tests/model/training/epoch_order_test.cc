#include "model/training/epoch_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <vector>

namespace srnet::training {
namespace {

TEST(EpochOrder, IsAPermutation) {
  std::vector<std::uint32_t> order = EpochOrder(1, 0, 1000);
  std::sort(order.begin(), order.end());
  std::vector<std::uint32_t> all(1000);
  std::iota(all.begin(), all.end(), 0u);
  EXPECT_EQ(order, all);
}

TEST(EpochOrder, IsAFunctionOfSeedAndEpochAlone) {
  EXPECT_EQ(EpochOrder(3, 2, 500), EpochOrder(3, 2, 500));
  EXPECT_NE(EpochOrder(3, 2, 500), EpochOrder(3, 3, 500));
  EXPECT_NE(EpochOrder(3, 2, 500), EpochOrder(4, 2, 500));
  // Swapping the two must not give the same stream.
  EXPECT_NE(EpochOrder(2, 3, 500), EpochOrder(3, 2, 500));
}

TEST(EpochOrder, ValuesArePinnedSoThatAResumeByANewerProgramGoesOnInTheSameOrder) {
  EXPECT_EQ(EpochOrder(1, 0, 8), (std::vector<std::uint32_t>{7, 6, 5, 2, 4, 1, 3, 0}));
}

TEST(EpochOrder, EveryRowIsEquallyLikelyInEveryPlace) {
  std::vector<int> counts(5 * 5);
  for (std::uint64_t epoch = 0; epoch < 10'000; ++epoch) {
    const std::vector<std::uint32_t> order = EpochOrder(9, epoch, 5);
    for (std::size_t place = 0; place < 5; ++place) ++counts[place * 5 + order[place]];
  }
  for (const int count : counts) EXPECT_LT(std::abs(count - 2000), 200) << count;
}

TEST(EpochOrder, NoneAndOneRowWork) {
  EXPECT_TRUE(EpochOrder(1, 0, 0).empty());
  EXPECT_EQ(EpochOrder(1, 0, 1), std::vector<std::uint32_t>{0});
}

TEST(DerivedSeed, DiffersByPurposeAndBySeed) {
  EXPECT_NE(DerivedSeed(1, 2), DerivedSeed(1, 3));
  EXPECT_NE(DerivedSeed(1, 2), DerivedSeed(2, 2));
}

}  // namespace
}  // namespace srnet::training
