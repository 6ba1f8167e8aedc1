#include "cli/output/reported_rows.h"

#include <gmock/gmock.h>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;

v1::ResultRow Row(const char* stage, const char* set, const char* metric, const char* group = "") {
  v1::ResultRow row;
  row.set_stage_key(stage);
  row.mutable_metric()->set_set(set);
  row.mutable_metric()->set_metric(metric);
  row.mutable_metric()->set_group(group);
  return row;
}

std::vector<std::string> Reported(const std::vector<v1::ResultRow>& rows) {
  std::vector<std::string> reported;
  for (const v1::ResultRow& row : ReportedRows(rows)) {
    reported.push_back(row.stage_key() + " " + row.metric().set() + " " + row.metric().metric());
  }
  return reported;
}

TEST(ReportedRows, ASetIsReportedByItsWeightedF1) {
  EXPECT_THAT(
      Reported({Row("a", "paws", "accuracy"), Row("a", "paws", "f1"), Row("a", "paws", "weighted_f1")}),
      ElementsAre("a paws weighted_f1"));
}

TEST(ReportedRows, ASetWithoutItIsReportedByItsAccuracy) {
  EXPECT_THAT(Reported({Row("a", "dev", "accuracy"), Row("a", "dev", "loss")}),
              ElementsAre("a dev accuracy"));
}

TEST(ReportedRows, SetsOfOneNameAreToldApartByTheirStage) {
  EXPECT_THAT(Reported({Row("mnli", "dev", "accuracy"), Row("qqp", "dev", "accuracy"),
                        Row("qqp", "dev", "weighted_f1")}),
              ElementsAre("mnli dev accuracy", "qqp dev weighted_f1"));
}

TEST(ReportedRows, PartsOfSetsAndNumbersOfNoSetAreLeftOut) {
  EXPECT_THAT(Reported({Row("a", "", "sparsity"), Row("a", "hans", "accuracy", "overlap"),
                        Row("a", "hans", "weighted_f1", "overlap"), Row("a", "hans", "accuracy")}),
              ElementsAre("a hans accuracy"));
}

}  // namespace
}  // namespace srnet::cli
