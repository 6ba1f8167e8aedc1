#include "model/prune/units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace srnet::prune {
namespace {

using ::testing::ElementsAre;

// Two units of two rows each in a matrix of 4 x 3, and of one column each in one of 2 x 2.
const UnitPart kRows{.axis = Axis::kRows, .width = 2, .rows = 4, .columns = 3};
const UnitPart kColumns{.axis = Axis::kColumns, .width = 1, .rows = 2, .columns = 2};

TEST(AddUnitProducts, SumsOverTheRowsOfEachUnitAndAddsTheColumnsOfAnotherMatrix) {
  const std::vector<float> rows{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, ones(12, 1.0f);
  const std::vector<float> columns{100, 1000, 200, 2000}, twos(4, 2.0f);
  std::vector<double> sums(2);
  AddUnitProducts(kRows, rows, ones, sums);
  EXPECT_THAT(sums, ElementsAre(21, 57));
  AddUnitProducts(kColumns, columns, twos, sums);
  EXPECT_THAT(sums, ElementsAre(621, 6057));
}

TEST(ScaleUnits, MultipliesWhatAUnitOwnsByItsFactor) {
  const std::vector<float> columns{1, 2, 3, 4}, factors{0, 1};
  std::vector<float> scaled(4);
  ScaleUnits(kColumns, columns, factors, scaled);
  EXPECT_THAT(scaled, ElementsAre(0, 2, 0, 4));
}

TEST(SpreadCodes, GivesEveryEntryTheCodeOfItsUnit) {
  const std::vector<std::uint8_t> units{1, 0};
  std::vector<std::uint8_t> codes(12);
  SpreadCodes(kRows, units, codes);
  EXPECT_THAT(codes, ElementsAre(1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0));
}

TEST(SpreadCodes, ColumnsOfSeveralUnitsAlternateWithinEachRow) {
  const UnitPart part{.axis = Axis::kColumns, .width = 2, .rows = 2, .columns = 4};
  const std::vector<std::uint8_t> units{0, 1};
  std::vector<std::uint8_t> codes(8);
  SpreadCodes(part, units, codes);
  EXPECT_THAT(codes, ElementsAre(0, 0, 1, 1, 0, 0, 1, 1));
}

}  // namespace
}  // namespace srnet::prune
