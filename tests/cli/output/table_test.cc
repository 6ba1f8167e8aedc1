#include "cli/output/table.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  const Table table{.columns = {{"name"}, {"rows", true}}, .rows = {{"embedded", "6000"}, {"x", "12"}}};
  EXPECT_EQ(Render(table),
            "name      rows\n"
            "--------  ----\n"
            "embedded  6000\n"
            "x           12\n");
}

TEST(Table, WidthsCountCodePointsAndLinesHaveNoTrailingBlanks) {
  const Table table{.columns = {{"a"}, {"b"}}, .rows = {{"1 ± 2", "x"}, {"12345", ""}}};
  EXPECT_EQ(Render(table),
            "a      b\n"
            "-----  -\n"
            "1 ± 2  x\n"
            "12345\n");
}

TEST(Table, WithoutRowsIsItsHeading) {
  EXPECT_EQ(Render({.columns = {{"sweep"}}, .rows = {}}), "sweep\n-----\n");
}

}  // namespace
}  // namespace srnet::cli
