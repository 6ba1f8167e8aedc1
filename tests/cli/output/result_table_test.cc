#include "cli/output/result_table.h"

#include <gmock/gmock.h>

#include <initializer_list>
#include <utility>

namespace srnet::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Axes = std::initializer_list<std::pair<const char*, const char*>>;

v1::ResultRow Row(Axes axes, const char* set, double value, const char* metric = "accuracy") {
  v1::ResultRow row;
  for (const auto& [axis, text] : axes) {
    row.add_coordinates()->set_axis(axis);
    row.mutable_coordinates(row.coordinates_size() - 1)->set_value(text);
  }
  // Other axes, other stage.
  for (const auto& [axis, text] : axes) row.set_stage_key(row.stage_key() + axis + text);
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
                                      {.roles = {{"dev", "dev"}, {"another", "ood"}}, .sweeps = {}});
  EXPECT_THAT(Titles(table), ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "dev (ID) accuracy %", "another (OOD) accuracy %"));
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

TEST(ResultTable, LeavesOutWhatIsOfNoSetOrOfAPartOfOne) {
  v1::ResultRow part = Row(kMask, "hans", 0.9);
  part.mutable_metric()->set_group("overlap/entailment");
  EXPECT_THAT(MakeResultTable({Row(kMask, "", 0.7, "sparsity"), part}, {}).rows, IsEmpty());
}

TEST(ResultTable, ASetHasAColumnForEachMetricThatIsShown) {
  const Axes pairs = {{"task", "qqp"}, {"method", "mask"}, {"seed", "1"}};
  const Axes nli = {{"task", "mnli"}, {"method", "mask"}, {"seed", "1"}};
  const Table table =
      MakeResultTable({Row(nli, "dev", 0.7), Row(pairs, "dev", 0.8, "weighted_f1")}, ResultContext());
  EXPECT_THAT(Titles(table), ElementsAre("task", "fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "dev accuracy %", "dev weighted_f1 %"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("mnli", "-", "mask", "-", "-", "70.00", "-"),
                                      ElementsAre("qqp", "-", "mask", "-", "-", "-", "80.00")));
}

TEST(ResultTable, ALossIsNoPercentage) {
  const Table table = MakeResultTable({Row({{"method", "mask"}, {"seed", "1"}}, "dev", 0.5, "loss"),
                                       Row({{"method", "mask"}, {"seed", "2"}}, "dev", 1.5, "loss")},
                                      {});
  EXPECT_EQ(table.columns.back().title, "dev loss");
  EXPECT_EQ(table.rows[0].back(), "1.0000 ± 0.7071");
}

// A row of the sweep, answered by that stage.
v1::ResultRow RowOf(const char* sweep, const char* stage, Axes axes, double value) {
  v1::ResultRow row = Row(axes, "dev", value);
  row.set_sweep_id(sweep);
  row.set_stage_key(stage);
  return row;
}

// Sweeps of these ids and names, without points.
ResultContext Named(std::initializer_list<std::pair<const char*, const char*>> sweeps) {
  ResultContext context;
  for (const auto& [id, name] : sweeps) context.sweeps[id].mutable_sweep()->set_name(name);
  return context;
}

void AddPoint(Axes axes, v1::GetSweepResponse& sweep) {
  v1::Point& point = *sweep.add_points();
  for (const auto& [axis, text] : axes) {
    v1::Coordinate& coordinate = *point.add_coordinates();
    coordinate.set_axis(axis);
    coordinate.set_value(text);
  }
}

const Axes kSeed1 = {{"method", "mask"}, {"seed", "1"}};
const Axes kSeed2 = {{"method", "mask"}, {"seed", "2"}};
const Axes kSeed10 = {{"method", "mask"}, {"seed", "10"}};

TEST(ResultTable, StageOfSeveralSweepsCountsOnce) {
  const Table table = MakeResultTable({RowOf("a", "k1", kSeed1, 0.25), RowOf("e", "k1", kSeed1, 0.25)},
                                      Named({{"a", "a"}, {"e", "e"}}));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("-", "mask", "-", "-", "25.00")));
}

TEST(ResultTable, OtherStageOfTheSameAxesIsARowWithItsSweep) {
  const Table table = MakeResultTable(
      {RowOf("1a", "k1", kSeed1, 0.25), RowOf("1e", "k1", kSeed1, 0.25), RowOf("1f", "k2", kSeed1, 0.5)},
      Named({{"1a", "a"}, {"1e", "e"}, {"1f", "f"}}));
  EXPECT_EQ(table.columns.front().title, "sweep");
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("a, e", "-", "mask", "-", "-", "25.00"),
                                      ElementsAre("f", "-", "mask", "-", "-", "50.00")));
}

TEST(ResultTable, SweepsOfOneNameAreToldApartByTheirIds) {
  const Table table = MakeResultTable({RowOf("1a", "k1", kSeed1, 0.25), RowOf("1f", "k2", kSeed1, 0.5)},
                                      Named({{"1a", "nli"}, {"1f", "nli"}}));
  EXPECT_EQ(table.rows[0][0], "1a");
  EXPECT_EQ(table.rows[1][0], "1f");
}

TEST(ResultTable, SweepsThatShareASeedAreOneModelWithAllSeeds) {
  const Table table = MakeResultTable(
      {RowOf("a", "k1", kSeed1, 0.70), RowOf("b", "k1", kSeed1, 0.70), RowOf("b", "k2", kSeed2, 0.74)},
      Named({{"a", "a"}, {"b", "b"}}));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("-", "mask", "-", "-", "72.00 ± 2.83")));
}

TEST(ResultTable, SweepThatSharesAStageWithTwoOthersMakesThemOne) {
  const Table table = MakeResultTable({RowOf("a", "k1", kSeed1, 0.70), RowOf("b", "k2", kSeed2, 0.74),
                                       RowOf("c", "k1", kSeed1, 0.70), RowOf("c", "k2", kSeed2, 0.74)},
                                      Named({{"a", "a"}, {"b", "b"}, {"c", "c"}}));
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].back(), "72.00 ± 2.83");
}

TEST(ResultTable, SeedsThatAreMissingAreNamed) {
  ResultContext context = Named({{"a", "a"}});
  for (const Axes& axes : {kSeed10, kSeed2, kSeed1}) AddPoint(axes, context.sweeps["a"]);
  const Table table = MakeResultTable({RowOf("a", "k1", kSeed1, 0.25)}, context);
  EXPECT_THAT(Titles(table),
              ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity", "n", "dev accuracy %"));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("-", "mask", "-", "-", "1 (no seed 2, 10)", "25.00")));
}

TEST(ResultTable, CountIsNotShownWhileNoSeedIsMissing) {
  ResultContext context = Named({{"a", "a"}});
  AddPoint(kSeed1, context.sweeps["a"]);
  const Table table = MakeResultTable({RowOf("a", "k1", kSeed1, 0.25)}, context);
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("-", "mask", "-", "-", "25.00")));
}

TEST(ResultTable, CountIsShownWhenModelsHaveDifferentNumbersOfRuns) {
  const Table table = MakeResultTable({RowOf("a", "k1", kSeed1, 0.70), RowOf("a", "k2", kSeed2, 0.74),
                                       RowOf("a", "k3", {{"method", "imp"}, {"seed", "1"}}, 0.5)},
                                      Named({{"a", "a"}}));
  EXPECT_THAT(table.rows, ElementsAre(ElementsAre("-", "mask", "-", "-", "2", "72.00 ± 2.83"),
                                      ElementsAre("-", "imp", "-", "-", "1", "50.00")));
}

TEST(ResultTable, AxisThatItDoesNotKnowIsAColumnWhereItVaries) {
  const Table table =
      MakeResultTable({RowOf("a", "k1", {{"method", "mask"}, {"start_step", "0"}, {"same", "x"}}, 0.25),
                       RowOf("a", "k2", {{"method", "mask"}, {"start_step", "500"}, {"same", "x"}}, 0.5)},
                      Named({{"a", "a"}}));
  EXPECT_THAT(Titles(table), ElementsAre("fine-tuned with", "pruned by", "pruned with", "sparsity",
                                         "start step", "dev accuracy %"));
  EXPECT_EQ(table.rows[1][4], "500");
}

TEST(ResultTable, PipelineIsAColumnOnlyWhenSubnetworksCameAboutInSeveralWays) {
  const auto row = [](const char* stage, const char* pipeline, const char* method) {
    return RowOf("a", stage, {{"pipeline", pipeline}, {"method", method}}, 0.5);
  };
  const ResultContext context = Named({{"a", "a"}});
  const Table one =
      MakeResultTable({row("k1", "finetune", "none"), row("k2", "finetune_prune", "mask")}, context);
  const Table two =
      MakeResultTable({row("k1", "prune_only", "mask"), row("k2", "finetune_prune", "mask")}, context);
  EXPECT_EQ(one.columns.front().title, "fine-tuned with");
  EXPECT_EQ(two.columns.front().title, "pipeline");
}

}  // namespace
}  // namespace srnet::cli
