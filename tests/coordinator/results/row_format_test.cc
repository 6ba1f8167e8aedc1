#include "coordinator/results/row_format.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"

namespace srnet::results {
namespace {

const std::vector<std::string> kAxes = {"task", "loss", "seed"};

storage::ResultRow Row() {
  storage::ResultRow row;
  row.sweep = {"s"};
  row.point = 3;
  row.coordinates = {{"task", "nl,\"i\""}, {"seed", "1"}};
  row.stage = {DigestOf("x")};
  row.set = "hans";
  row.metric = "accuracy";
  row.value = 0.1;
  return row;
}

TEST(RowFormat, CsvHasAColumnPerAxisAndQuotesWhatItMust) {
  EXPECT_EQ(CsvHeader(kAxes), "sweep,point,task,loss,seed,set,metric,group,value,stage\n");
  EXPECT_EQ(CsvLine(kAxes, Row()),
            "s,3,\"nl,\"\"i\"\"\",,1,hans,accuracy,,0.1," + DigestOf("x").ToHex() + "\n");
}

TEST(RowFormat, JsonLinesHaveTheAxesOfThePoint) {
  EXPECT_EQ(
      JsonLine(Row()),
      R"({"sweep":"s","point":3,"coordinates":{"task":"nl,\"i\"","seed":"1"},"set":"hans","metric":"accuracy",)"
      R"("group":"","value":0.1,"stage":")" +
          DigestOf("x").ToHex() + "\"}\n");
}

}  // namespace
}  // namespace srnet::results
