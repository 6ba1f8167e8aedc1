#include "cli/output/csv.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

TEST(Csv, HasALineOfTitlesAndOnePerRow) {
  EXPECT_EQ(RenderCsv({.columns = {{"name"}, {"rows", true}}, .rows = {{"embedded", "6000"}, {"x", "12"}}}),
            "name,rows\nembedded,6000\nx,12\n");
}

TEST(Csv, QuotesWhatWouldBeReadOtherwise) {
  EXPECT_EQ(RenderCsv({.columns = {{"a,b"}, {"c"}}, .rows = {{"say \"no\"", "two\nlines"}, {"a b", ""}}}),
            "\"a,b\",c\n\"say \"\"no\"\"\",\"two\nlines\"\na b,\n");
}

TEST(Csv, AnEmptyFirstCellKeepsItsPlace) {
  EXPECT_EQ(RenderCsv({.columns = {{"a"}, {"b"}}, .rows = {{"", "x"}}}), "a,b\n,x\n");
}

}  // namespace
}  // namespace srnet::cli
