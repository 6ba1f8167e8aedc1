#include "cli/output/result_table.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <utility>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Axes = std::initializer_list<std::pair<const char*, const char*>>;

using Row = v1::AggregateResponse::Row;

Row Of(Axes axes, const char* set, double mean, const char* metric = "accuracy") {
  Row row;
  for (const auto& [axis, text] : axes) {
    row.add_coordinates()->set_axis(axis);
    row.mutable_coordinates(row.coordinates_size() - 1)->set_value(text);
  }
  row.set_set(set);
  row.set_metric(metric);
  row.set_mean(mean);
  row.set_count(1);
  return row;
}

Row OfSeeds(Axes axes, const char* set, double mean, double standard_deviation, int count,
            const char* metric = "accuracy") {
  Row row = Of(axes, set, mean, metric);
  row.set_standard_deviation(standard_deviation);
  row.set_count(count);
  return row;
}

Row OfSweeps(std::initializer_list<const char*> sweeps, Row row) {
  for (const char* sweep : sweeps) row.add_sweep_ids(sweep);
  return row;
}

v1::AggregateResponse Statistics(std::initializer_list<Row> rows) {
  v1::AggregateResponse statistics;
  for (const Row& row : rows) *statistics.add_rows() = row;
  return statistics;
}

const Axes kFull = {{"task", "nli"}, {"finetune_loss", "std"}, {"method", "none"}, {"sparsity", "0"}};
const Axes kMask = {
    {"task", "nli"}, {"finetune_loss", "std"}, {"method", "mask"}, {"loss", "poe"}, {"sparsity", "0.7"}};

std::vector<std::string> Titles(const Table& table) {
  std::vector<std::string> titles;
  for (const Column& column : table.columns) titles.push_back(column.title);
  return titles;
}

TEST(ResultTable, FullModelsComeFirst) {
  const Table table = MakeResultTable(Statistics({Of(kMask, "dev", 0.7), Of(kFull, "dev", 0.75)}), {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "full model", "-", "-", "75.00"),
                                      ElementsAre("std", "mask", "poe", "0.7", "70.00")));
}

TEST(ResultTable, InDistributionComesBeforeOutOfDistribution) {
  const Table table = MakeResultTable(Statistics({Of(kMask, "another", 0.5), Of(kMask, "dev", 0.7)}),
                                      {.roles = {{"dev", "dev"}, {"another", "ood"}}, .sweep_names = {}});
  EXPECT_THAT(Titles(table), ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "dev (ID) accuracy %", "another (OOD) accuracy %"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "mask", "poe", "0.7", "70.00", "50.00")));
}

TEST(ResultTable, MeansOfSeveralSeedsHaveTheirStandardDeviation) {
  const Table table = MakeResultTable(Statistics({OfSeeds(kMask, "dev", 0.72, 0.02, 3)}), {});
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].back(), "72.00 ± 2.00");
}

TEST(ResultTable, ModelWithoutANumberOnASetHasADash) {
  const Table table = MakeResultTable(Statistics({Of(kMask, "dev", 0.7), Of(kFull, "hans", 0.5)}), {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "full model", "-", "-", "-", "50.00"),
                                      ElementsAre("std", "mask", "poe", "0.7", "70.00", "-")));
}

TEST(ResultTable, TaskIsAColumnOnlyWhenThereAreSeveral) {
  const Row nli = Of({{"task", "nli"}}, "dev", 0.7);
  const Row fact = Of({{"task", "fact"}}, "dev", 0.8);
  EXPECT_EQ(MakeResultTable(Statistics({nli}), {}).columns.front().title, "fine-tuned with");
  EXPECT_EQ(MakeResultTable(Statistics({nli, fact}), {}).columns.front().title, "task");
}

TEST(ResultTable, LeavesOutWhatIsOfNoSetOrOfAPartOfOne) {
  Row part = Of(kMask, "hans", 0.9);
  part.set_group("overlap/entailment");
  EXPECT_THAT(MakeResultTable(Statistics({Of(kMask, "", 0.7, "sparsity"), part}), {}).rows, IsEmpty());
}

TEST(ResultTable, ASetHasAColumnForEachMetricThatIsShown) {
  const Table table =
      MakeResultTable(Statistics({Of({{"task", "mnli"}, {"method", "mask"}}, "dev", 0.7),
                                  Of({{"task", "qqp"}, {"method", "mask"}}, "dev", 0.8, "weighted_f1")}),
                      {});
  EXPECT_THAT(Titles(table), ElementsAre("task", "fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "dev accuracy %", "dev weighted_f1 %"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("mnli", "-", "mask", "-", "-", "70.00", "-"),
                                      ElementsAre("qqp", "-", "mask", "-", "-", "-", "80.00")));
}

TEST(ResultTable, ALossIsNoPercentage) {
  const Table table = MakeResultTable(Statistics({OfSeeds(kMask, "dev", 1.0, 0.70714, 2, "loss")}), {});
  EXPECT_EQ(table.columns.back().title, "dev loss");
  EXPECT_EQ(table.rows[0].back(), "1.0000 ± 0.7071");
}

TEST(ResultTable, ModelsOfTheSameAxesAreToldApartByTheirSweeps) {
  const Table table = MakeResultTable(
      Statistics({OfSweeps({"1a", "1e"}, Of(kMask, "dev", 0.25)), OfSweeps({"1f"}, Of(kMask, "dev", 0.5))}),
      {.roles = {}, .sweep_names = {{"1a", "a"}, {"1e", "e"}, {"1f", "f"}}});
  EXPECT_EQ(table.columns.front().title, "sweep");
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a, e", "std", "mask", "poe", "0.7", "25.00"),
                                      ElementsAre("f", "std", "mask", "poe", "0.7", "50.00")));
}

TEST(ResultTable, SweepsOfOneNameAreToldApartByTheirIds) {
  const Table table = MakeResultTable(
      Statistics({OfSweeps({"1a"}, Of(kMask, "dev", 0.25)), OfSweeps({"1f"}, Of(kMask, "dev", 0.5))}),
      {.roles = {}, .sweep_names = {{"1a", "nli"}, {"1f", "nli"}}});
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0][0], "1a");
  EXPECT_EQ(table.rows[1][0], "1f");
}

TEST(ResultTable, SeedsThatAreMissingAreNamed) {
  Row row = Of(kMask, "dev", 0.25);
  row.add_missing_seeds(2);
  row.add_missing_seeds(10);
  const Table table = MakeResultTable(Statistics({row}), {});
  EXPECT_THAT(Titles(table),
              ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity", "n", "dev accuracy %"));
  EXPECT_THAT(table.rows,
              ElementsAre(ElementsAre("std", "mask", "poe", "0.7", "1 (no seed 2, 10)", "25.00")));
}

TEST(ResultTable, ModelHasAsManyRunsAsItsRarestNumber) {
  Row rare = OfSeeds(kMask, "hans", 0.5, 0.02, 2);
  rare.add_missing_seeds(3);
  const Table table = MakeResultTable(Statistics({OfSeeds(kMask, "dev", 0.72, 0.02, 3), rare}), {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "mask", "poe", "0.7", "2 (no seed 3)",
                                                  "72.00 ± 2.00", "50.00 ± 2.00")));
}

TEST(ResultTable, CountIsShownWhenModelsHaveDifferentNumbersOfRuns) {
  const Table table = MakeResultTable(Statistics({OfSeeds(kMask, "dev", 0.72, 0.0283, 2),
                                                  Of({{"task", "nli"}, {"method", "imp"}}, "dev", 0.5)}),
                                      {});
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("std", "mask", "poe", "0.7", "2", "72.00 ± 2.83"),
                                      ElementsAre("-", "imp", "-", "-", "1", "50.00")));
}

TEST(ResultTable, AxisThatItDoesNotKnowIsAColumnWhereItVaries) {
  const Table table = MakeResultTable(
      Statistics({Of({{"method", "mask"}, {"start_step", "0"}, {"same", "x"}}, "dev", 0.25),
                  Of({{"method", "mask"}, {"start_step", "500"}, {"same", "x"}}, "dev", 0.5)}),
      {});
  EXPECT_THAT(Titles(table), ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "start step", "dev accuracy %"));
  EXPECT_EQ(table.rows[1][4], "500");
}

TEST(ResultTable, PipelineIsAColumnOnlyWhenSubnetworksCameAboutInSeveralWays) {
  const auto of = [](const char* pipeline, const char* method) {
    return Of({{"pipeline", pipeline}, {"method", method}}, "dev", 0.5);
  };
  const Table one = MakeResultTable(Statistics({of("finetune", "none"), of("finetune_prune", "mask")}), {});
  const Table two = MakeResultTable(Statistics({of("prune_only", "mask"), of("finetune_prune", "mask")}), {});
  EXPECT_EQ(one.columns.front().title, "fine-tuned with");
  EXPECT_EQ(two.columns.front().title, "pipeline");
}

}  // namespace
}  // namespace srnet::cli
