#include "coordinator/statistics/holm.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace srnet::statistics {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The example in Holm's manner: 4 x 0.005, 3 x 0.01, 2 x 0.03, and 0.04 is raised to its predecessor.
TEST(Holm, EachPIsMultipliedByTheNumberOfThoseThatAreNotSmaller) {
  EXPECT_THAT(AdjustByHolm(std::array{0.01, 0.04, 0.03, 0.005}),
              ElementsAre(DoubleEq(0.03), DoubleEq(0.06), DoubleEq(0.06), DoubleEq(0.02)));
}

TEST(Holm, NothingIsAboveOne) { EXPECT_THAT(AdjustByHolm(std::array{0.9, 0.8}), ElementsAre(1, 1)); }

TEST(Holm, OneComparisonStaysAsItIs) { EXPECT_THAT(AdjustByHolm(std::array{0.04}), ElementsAre(0.04)); }

TEST(Holm, NoComparisonIsNone) { EXPECT_THAT(AdjustByHolm({}), IsEmpty()); }

}  // namespace
}  // namespace srnet::statistics
