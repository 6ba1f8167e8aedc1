#include "cli/output/result_table.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <utility>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

using Axes = std::initializer_list<std::pair<const char*, const char*>>;

v1::ResultRow Row(Axes axes, const char* set, double value, const char* metric = "accuracy") {
  v1::ResultRow row;
  for (const auto& [axis, text] : axes) {
    row.add_coordinates()->set_axis(axis);
    row.mutable_coordinates(row.coordinates_size() - 1)->set_value(text);
  }
  row.mutable_metric()->set_set(set);
  row.mutable_metric()->set_metric(metric);
  row.mutable_metric()->set_value(value);
  return row;
}

const Axes kFull = {
    {"task", "nli"}, {"finetune_loss", "std"}, {"method", "none"}, {"sparsity", "0"}, {"seed", "1"}};
const Axes kMask = {{"task", "nli"}, {"finetune_loss", "std"}, {"method", "mask"},
                    {"loss", "poe"}, {"sparsity", "0.7"},      {"seed", "1"}};

std::vector<std::string> Titles(const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) titles.push_back(column.title);
  return titles;
}

TEST(ResultTable, FullModelsComeFirst) {
  const Table table = MakeResultTable({Row(kMask, "dev", 0.7), Row(kFull, "dev", 0.75)}, {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "full model", "-", "-", "75.00"),
                                      ElementsAre("std", "mask", "poe", "0.7", "70.00")));
}

TEST(ResultTable, InDistributionComesBeforeOutOfDistribution) {
  const Table table = MakeResultTable({Row(kMask, "another", 0.5), Row(kMask, "dev", 0.7)},
                                      {{"dev", "dev"}, {"another", "ood"}});
  EXPECT_THAT(Titles(table), ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "dev (ID) %", "another (OOD) %"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "mask", "poe", "0.7", "70.00", "50.00")));
}

TEST(ResultTable, SeedsAreAveragedWithTheirStandardDeviation) {
  const Table table = MakeResultTable({Row({{"method", "mask"}, {"seed", "1"}}, "dev", 0.70),
                                       Row({{"method", "mask"}, {"seed", "2"}}, "dev", 0.72),
                                       Row({{"method", "mask"}, {"seed", "3"}}, "dev", 0.74)},
                                      {});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].back(), "72.00 ± 2.00");
}

TEST(ResultTable, ModelWithoutANumberOnASetHasADash) {
  const Table table = MakeResultTable({Row(kMask, "dev", 0.7), Row(kFull, "hans", 0.5)}, {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "full model", "-", "-", "-", "50.00"),
                                      ElementsAre("std", "mask", "poe", "0.7", "70.00", "-")));
}

TEST(ResultTable, TaskIsAColumnOnlyWhenThereAreSeveral) {
  const Table one = MakeResultTable({Row({{"task", "nli"}}, "dev", 0.7)}, {});
  const Table two =
      MakeResultTable({Row({{"task", "nli"}}, "dev", 0.7), Row({{"task", "fact"}}, "dev", 0.8)}, {});
  EXPECT_EQ(one.columns.front().title, "fine-tuned with");
  EXPECT_EQ(two.columns.front().title, "task");
}

TEST(ResultTable, LeavesOutOtherMetrics) {
  const Table table = MakeResultTable({Row(kMask, "", 0.7, "sparsity"), Row(kMask, "dev", 1.2, "loss")}, {});
  EXPECT_THAT(table.rows, IsEmpty());
}

TEST(RolesOf, ReadsDescriptionsAndLeavesOutWhatItCannot) {
  v1::CatalogueEntry good;
  good.set_description(R"({"sets":[{"name":"dev","role":"dev"},{"name":"hans","role":"ood"},{"name":3}]})");
  v1::CatalogueEntry bad;
  bad.set_description("not JSON");
  EXPECT_THAT(RolesOf({good, bad}), UnorderedElementsAre(Pair("dev", "dev"), Pair("hans", "ood")));
}

}  // namespace
}  // namespace srnet::cli
