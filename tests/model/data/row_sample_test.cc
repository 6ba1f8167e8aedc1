#include "model/data/row_sample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace srnet::data {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST(SampleRows, KeepsAllWithoutALimit) {
  EXPECT_THAT(SampleRows(3, 0, 1), ElementsAre(0, 1, 2));
  EXPECT_THAT(SampleRows(3, 3, 1), ElementsAre(0, 1, 2));
  EXPECT_THAT(SampleRows(3, 9, 1), ElementsAre(0, 1, 2));
}

TEST(SampleRows, KeepsTheOrderAndAsManyAsAllowed) {
  const auto rows = SampleRows(1000, 100, 1);
  EXPECT_THAT(rows, SizeIs(100));
  EXPECT_TRUE(std::is_sorted(rows.begin(), rows.end()));
  EXPECT_GT(rows.back(), 900u) << "not the first rows";
}

TEST(SampleRows, IsPartOfEveryLargerSample) {
  const auto small = SampleRows(1000, 50, 1);
  const auto large = SampleRows(1000, 51, 1);
  EXPECT_TRUE(std::includes(large.begin(), large.end(), small.begin(), small.end()));
}

TEST(SampleRows, DependsOnTheSeed) { EXPECT_NE(SampleRows(1000, 50, 1), SampleRows(1000, 50, 2)); }

// Stored results rest on this choice.
TEST(SampleRows, NeverChanges) { EXPECT_THAT(SampleRows(20, 4, 13), ElementsAre(3, 7, 13, 19)); }

}  // namespace
}  // namespace srnet::data
