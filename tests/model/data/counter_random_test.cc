#include "model/data/counter_random.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace srnet::data {
namespace {

using ::testing::Each;
using ::testing::Gt;

// The first outputs of the published SplitMix64 from state 1234567 are these; ours mixes the same states.
TEST(CounterRandom, MixesAsSplitMix64) {
  constexpr std::uint64_t kGoldenRatio = 0x9E3779B97F4A7C15u;
  EXPECT_EQ(Mix(1234567 + kGoldenRatio), 6457827717110365317u);
  EXPECT_EQ(Mix(1234567 + 2 * kGoldenRatio), 3203168211198807973u);
}

TEST(CounterRandom, DependsOnSeedStreamAndPositionOnly) {
  CounterRandom one(1, 2);
  CounterRandom same(1, 2);
  EXPECT_EQ(one.Next(), same.Next());
  EXPECT_EQ(one.Next(), same.Next());
  EXPECT_NE(CounterRandom(1, 2).Next(), CounterRandom(1, 3).Next());
  EXPECT_NE(CounterRandom(1, 2).Next(), CounterRandom(2, 2).Next());
}

TEST(CounterRandom, ReachesEveryValueBelowTheBoundAndNoOther) {
  CounterRandom random(7, 0);
  std::array<int, 5> counts{};
  for (int i = 0; i < 1000; ++i) ++counts.at(random.Below(5));
  EXPECT_THAT(counts, Each(Gt(150)));
}

}  // namespace
}  // namespace srnet::data
