#include <fmt/format.h>
#include <gmock/gmock.h>

#include <fstream>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SweepCommands : public ::testing::Test {
 protected:
  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments);
  }

  void AddSweep(const std::string& id, v1::Sweep::State state) {
    v1::Sweep& sweep = service_.script.sweeps.emplace_back();
    sweep.set_sweep_id(id);
    sweep.set_name("name-" + id);
    sweep.set_state(state);
    sweep.set_points(8);
    sweep.set_points_done(3);
  }

  void AddResult(const char* set, const char* metric, double value) {
    v1::ResultRow& row = service_.script.rows.emplace_back();
    row.set_sweep_id("s1");
    row.set_stage_key("k1");
    row.mutable_metric()->set_set(set);
    row.mutable_metric()->set_metric(metric);
    row.mutable_metric()->set_value(value);
  }

  v1::AggregateResponse::Row& AddStatistic(const char* set, const char* metric, double mean, int seeds) {
    v1::AggregateResponse::Row& row = *service_.script.statistics.add_rows();
    row.add_sweep_ids("s1");
    row.set_set(set);
    row.set_metric(metric);
    row.set_mean(mean);
    row.set_count(seeds);
    return row;
  }

  std::string SpecificationFile() {
    const auto file = folder_ / "sweep.yaml";
    std::ofstream(file) << "name: quick\n";
    return file.native();
  }

  TemporaryDirectory folder_;
  FakeService service_;
};

TEST_F(SweepCommands, ListReadsEveryPage) {
  for (const char* id : {"s1", "s2", "s3"}) AddSweep(id, v1::Sweep::STATE_ACTIVE);
  const Outcome outcome = Run({"list"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("s1"), HasSubstr("s3     name-s3  active     3/8")));
}

TEST_F(SweepCommands, ListPrintsJson) {
  AddSweep("s1", v1::Sweep::STATE_DONE);
  EXPECT_THAT(Run({"list", "--output", "json"}).out, HasSubstr(R"({"sweeps":[{"sweep_id":"s1")"));
}

TEST_F(SweepCommands, PlanPrintsWhatWouldRun) {
  service_.script.plan.set_points(7);
  service_.script.plan.set_stages(9);
  service_.script.plan.set_unshared_stages(31);
  service_.script.plan.set_reused_stages(2);
  auto* kind = service_.script.plan.add_kinds();
  kind->set_kind("finetune");
  kind->set_stages(2);
  service_.script.plan.add_exclusions("imp with sparsity 0.95: the ladder ends at 0.9");
  const Outcome outcome = Run({"plan", SpecificationFile()});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out,
              AllOf(HasSubstr("7 points need 9 stages (31 without sharing); 2 are in the store already"),
                    HasSubstr("finetune       2"), HasSubstr("left out: imp with sparsity 0.95")));
}

TEST_F(SweepCommands, PlanSaysHowLongItWillTake) {
  auto& forecast = *service_.script.plan.mutable_forecast();
  forecast.set_work_seconds(7200);
  forecast.set_makespan_seconds(3660);
  forecast.set_slots(2);
  forecast.set_artifact_bytes(91'000'000);
  auto& unmeasured = *forecast.add_unmeasured();
  unmeasured.set_kind("imp");
  unmeasured.set_stages(4);
  EXPECT_THAT(Run({"plan", SpecificationFile()}).out,
              HasSubstr("about 1 h 01 min on 2 slots (2 h 00 min of work), 91 MB of results\n"
                        "no measurement yet of: 4 imp\n"));
}

TEST_F(SweepCommands, PlanIsDrawnAsAGraph) {
  service_.script.plan.add_planned_stages()->set_label("import_dataset");
  EXPECT_THAT(Run({"plan", SpecificationFile(), "--graph", "mermaid"}).out,
              HasSubstr("s0[\"import_dataset\"]"));
  EXPECT_THAT(Run({"plan", SpecificationFile(), "--graph", "dot"}).out,
              HasSubstr("s0 [label=\"import_dataset\"]"));
}

TEST_F(SweepCommands, PlanSaysWhatItWouldChangeOfASweep) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  auto& difference = *service_.script.plan.mutable_difference();
  difference.set_sweep_id("s1");
  difference.set_points_kept(4);
  for (int seed = 1; seed <= 7; ++seed) {
    v1::Coordinate& coordinate = *difference.add_added()->add_coordinates();
    coordinate.set_axis("seed");
    coordinate.set_value(fmt::format("{}", seed));
  }
  *difference.add_removed()->add_coordinates() = difference.added(0).coordinates(0);
  difference.set_stages_added(9);
  difference.set_stages_dropped(2);
  difference.set_stages_stopped(1);
  EXPECT_THAT(Run({"plan", SpecificationFile(), "--diff", "s1"}).out,
              HasSubstr("in the place of s1: 4 points are kept, 7 added, 0 changed, 1 removed\n"
                        "  + seed=1\n  + seed=2\n  + seed=3\n  + seed=4\n  + seed=5\n  + and 2 more\n"
                        "  - seed=1\n"
                        "9 stages are added; 2 are dropped, of which 1 run now\n"));
  EXPECT_THAT(service_.script.planned_against, ElementsAre("s1"));
  EXPECT_EQ(Run({"plan", SpecificationFile(), "--diff", "nothing"}).err, "srnet: no sweep nothing\n");
}

TEST_F(SweepCommands, UpdateSaysWhichSweepItIsNow) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  v1::Sweep& sweep = *service_.script.update.mutable_sweep();
  sweep.set_sweep_id("s2");
  sweep.set_name("quick");
  sweep.set_points(9);
  sweep.set_points_done(4);
  service_.script.update.add_notices("bf16 is not available here");
  const Outcome outcome = Run({"update", "last", SpecificationFile()});
  EXPECT_EQ(outcome.out, "s2 quick: takes the place of s1 (4 of 9 points done)\n");
  EXPECT_EQ(outcome.err, "note: bf16 is not available here\n");
  EXPECT_THAT(service_.script.updated, ElementsAre("s1"));
  EXPECT_THAT(service_.script.specifications, ElementsAre("name: quick\n"));
}

TEST_F(SweepCommands, WatchOfAnUpdatedSweepSaysWhichToWatch) {
  AddSweep("s1", v1::Sweep::STATE_CANCELLED);
  v1::WatchSweepResponse end;
  *end.mutable_sweep() = service_.script.sweeps[0];
  end.mutable_sweep()->set_superseded_by("s2");
  service_.script.watches = {{end}};
  EXPECT_THAT(Run({"watch"}).err, HasSubstr("sweep s1 was updated: srnet watch s2\n"));
}

TEST_F(SweepCommands, SubmitSaysWhetherTheSweepIsNew) {
  service_.script.submission.mutable_sweep()->set_sweep_id("s1");
  service_.script.submission.set_created(true);
  service_.script.submission.add_notices("bf16 is not available here");
  const Outcome outcome = Run({"submit", SpecificationFile()});
  EXPECT_THAT(outcome.out, HasSubstr("submitted"));
  EXPECT_EQ(outcome.err, "note: bf16 is not available here\n");
  service_.script.submission.set_created(false);
  EXPECT_THAT(Run({"submit", SpecificationFile()}).out, HasSubstr("was there already"));
}

TEST_F(SweepCommands, CancelNamesTheSweep) {
  EXPECT_THAT(Run({"cancel", "s1"}).out, HasSubstr("cancelled"));
  EXPECT_THAT(service_.script.cancelled, ElementsAre("s1"));
}

TEST_F(SweepCommands, RetrySaysHowManyStagesRunAgain) {
  v1::Sweep& sweep = *service_.script.retry.mutable_sweep();
  sweep.set_sweep_id("s1");
  sweep.set_name("quick");
  sweep.set_state(v1::Sweep::STATE_ACTIVE);
  service_.script.retry.set_stages_retried(3);
  EXPECT_EQ(Run({"retry", "s1"}).out, "s1 quick: active, 3 stages are to run again\n");
  service_.script.retry.set_stages_retried(0);
  EXPECT_EQ(Run({"retry", "quick"}).out, "s1 quick: active, no stage has failed\n");
  EXPECT_THAT(service_.script.retried, ElementsAre("s1", "quick"));
}

TEST_F(SweepCommands, RetryNeedsASweep) { EXPECT_EQ(Run({"retry"}).code, ExitCode::kUsage); }

TEST_F(SweepCommands, ExplainOfAStageGivesItsReasons) {
  const std::string key(64, 'a');
  service_.script.reasons = {"is done"};
  EXPECT_EQ(Run({"explain", key}).out, "is done\n");
  EXPECT_EQ(Run({"explain", key, "--output", "json"}).out, "{\"reasons\":[\"is done\"]}\n");
  EXPECT_THAT(service_.script.explained, ElementsAre(key, key));
}

TEST_F(SweepCommands, ExplainTakesTheStartOfAStageKeyWhereNoSweepIsNamedSo) {
  AddSweep("ab12", v1::Sweep::STATE_DONE);
  service_.script.reasons = {"is done"};
  EXPECT_EQ(Run({"explain", "cd34"}).out, "is done\n");
  EXPECT_THAT(Run({"explain", "ab12"}).out, HasSubstr("ab12 name-ab12: done"));
  EXPECT_EQ(Run({"explain", "nowhere"}).code, ExitCode::kUsage);
  EXPECT_THAT(service_.script.explained, ElementsAre("cd34"));
}

TEST_F(SweepCommands, ExplainOfASweepGroupsStagesOfOneReason) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  service_.script.sweeps[0].mutable_stages()->set_ready(2);
  service_.script.sweeps[0].mutable_stages()->set_blocked(7);
  for (const auto& [key, state] :
       {std::pair("r1", v1::Stage::STATE_READY), std::pair("b1", v1::Stage::STATE_BLOCKED),
        std::pair("r2", v1::Stage::STATE_READY)}) {
    v1::Stage& stage = service_.script.stages.emplace_back();
    stage.set_stage_key(key);
    stage.set_label(std::string("stage ") + key);
    stage.set_state(state);
  }
  service_.script.reasons = {"no worker is connected: start srnet-worker"};
  EXPECT_EQ(Run({"explain"}).out,
            "s1 name-s1: active, 3 of 8 points done\n"
            "\n"
            "ready\n"
            "  r1  stage r1\n"
            "  r2  stage r2\n"
            "  - no worker is connected: start srnet-worker\n"
            "\n"
            "0 stages are done, 7 wait for others, 0 are skipped, 0 cancelled\n");
  EXPECT_THAT(service_.script.explained, ElementsAre("r1", "r2"));
}

TEST_F(SweepCommands, ExplainAsJsonIsOneDocument) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  service_.script.stages.emplace_back().set_stage_key("r1");
  service_.script.stages[0].set_state(v1::Stage::STATE_READY);
  service_.script.reasons = {"waits"};
  EXPECT_THAT(
      Run({"explain", "s1", "--output", "json"}).out,
      AllOf(HasSubstr(R"({"sweep":{"sweep_id":"s1")"), HasSubstr(R"("stages":[{"stage":{"stage_key":"r1")"),
            HasSubstr(R"("explanation":{"reasons":["waits"]}}]})")));
}

TEST_F(SweepCommands, WatchFollowsTheLastSweepByDefault) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  v1::WatchSweepResponse end;
  *end.mutable_sweep() = service_.script.sweeps[0];
  end.mutable_sweep()->set_state(v1::Sweep::STATE_DONE);
  service_.script.watches = {{end}};
  const Outcome outcome = Run({"watch"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "s1 name-s1: done\n");
}

TEST_F(SweepCommands, UnknownSweepIsAUsageError) {
  const Outcome outcome = Run({"watch", "nothing"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_EQ(outcome.err, "srnet: no sweep nothing\n");
}

TEST_F(SweepCommands, ResultsShowsTheStatisticsOfTheNamedSweeps) {
  AddSweep("s1", v1::Sweep::STATE_DONE);
  AddStatistic("dev", "accuracy", 0.5, 3).set_standard_deviation(0.02);
  const Outcome outcome = Run({"results", "s1", "s2"});
  EXPECT_THAT(outcome.out, HasSubstr("50.00 ± 2.00"));
  EXPECT_THAT(service_.script.aggregated[0].filter().sweep_ids(), ElementsAre("s1", "s2"));
}

TEST_F(SweepCommands, ResultsNamesSeedsThatHaveNone) {
  AddSweep("s1", v1::Sweep::STATE_ACTIVE);
  AddStatistic("dev", "accuracy", 0.5, 1).add_missing_seeds(2);
  EXPECT_THAT(Run({"results", "s1"}).out, HasSubstr("1 (no seed 2)"));
}

TEST_F(SweepCommands, ResultsSaysWhenThereAreNone) {
  const Outcome outcome = Run({"results"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, "no results yet\n");
}

TEST_F(SweepCommands, ResultsAsksForTheMetricThatSetsAreReportedByOrForTheOneThatIsNamed) {
  AddSweep("s1", v1::Sweep::STATE_DONE);
  AddResult("paws", "accuracy", 0.7);
  AddStatistic("paws", "weighted_f1", 0.6, 1);
  EXPECT_THAT(Run({"results"}).out, AllOf(HasSubstr("paws weighted_f1 %"), HasSubstr("60.00")));
  EXPECT_TRUE(service_.script.aggregated[0].filter().reported_only());
  Run({"results", "--metric", "accuracy"});
  EXPECT_FALSE(service_.script.aggregated[1].filter().reported_only());
  EXPECT_THAT(service_.script.aggregated[1].filter().metrics(), ElementsAre("accuracy"));
}

TEST_F(SweepCommands, ResultsPassesTheFilterOnAndListsTheBestRows) {
  AddResult("hans", "accuracy", 0.7);
  Run({"results", "--filter", "sparsity >= 0.7"});
  EXPECT_EQ(service_.script.aggregated[0].filter().filter(), "sparsity >= 0.7");
  EXPECT_THAT(Run({"results", "--top", "20"}).out, HasSubstr("hans  accuracy"));
  EXPECT_EQ(service_.script.orders.back(), "value desc");
  EXPECT_TRUE(service_.script.filters.back().reported_only());
  Run({"results", "--top", "20", "--metric", "accuracy"});
  EXPECT_FALSE(service_.script.filters.back().reported_only());
}

TEST_F(SweepCommands, ResultsOfAMetricThatThereIsNotNamesThoseThereAre) {
  AddResult("paws", "accuracy", 0.7);
  AddResult("paws", "weighted_f1", 0.6);
  AddResult("", "sparsity", 0.5);
  for (const char* metric : {"f2", "sparsity"}) {
    const Outcome outcome = Run({"results", "--metric", metric});
    EXPECT_EQ(outcome.code, ExitCode::kUsage);
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err,
              fmt::format("srnet: --metric {}: these results have accuracy, weighted_f1\n", metric));
  }
  EXPECT_THAT(Run({"results", "--metric", "f2", "--format", "csv"}).err,
              HasSubstr("these results have accuracy, sparsity, weighted_f1"));
}

TEST_F(SweepCommands, ResultsKeepsTheRowsOfTheMetricInEveryForm) {
  AddResult("paws", "accuracy", 0.7);
  AddResult("", "sparsity", 0.5);
  const std::string groups = Run({"results", "--groups", "--metric", "sparsity"}).out;
  EXPECT_THAT(groups, AllOf(HasSubstr("sparsity"), ::testing::Not(HasSubstr("accuracy"))));
  Run({"results", "--format", "csv", "--metric", "accuracy"});
  EXPECT_THAT(service_.script.filters.back().metrics(), ElementsAre("accuracy"));
}

TEST_F(SweepCommands, ResultsWithGroupsListsEveryNumber) {
  v1::ResultRow& row = service_.script.rows.emplace_back();
  row.mutable_metric()->set_set("hans");
  row.mutable_metric()->set_metric("accuracy");
  row.mutable_metric()->set_group("overlap/entailment");
  row.mutable_metric()->set_value(0.94);
  EXPECT_THAT(Run({"results", "--groups"}).out, HasSubstr("overlap/entailment"));
  EXPECT_TRUE(service_.script.filters[0].all_groups());
}

TEST_F(SweepCommands, ResultsExportIsPassedOnByteForByte) {
  service_.script.exported = "sweep,point\ns1,0\n";
  const Outcome outcome = Run({"results", "--format", "csv"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "sweep,point\ns1,0\n");
}

TEST_F(SweepCommands, WorkersShowsStateAndDevices) {
  v1::Worker& worker = service_.script.workers.emplace_back();
  worker.set_worker_id("w1");
  worker.set_connected(true);
  v1::Device* device = worker.mutable_description()->add_devices();
  device->set_name("cpu");
  device->set_model("x86-64 AVX2");
  EXPECT_THAT(Run({"workers"}).out, AllOf(HasSubstr("connected"), HasSubstr("cpu (x86-64 AVX2)")));
  worker.set_resting(true);
  EXPECT_THAT(Run({"workers"}).out, HasSubstr("resting"));
}

TEST_F(SweepCommands, ADrainingWorkerIsDrainedWhenItHoldsNothing) {
  v1::Worker& worker = service_.script.workers.emplace_back();
  worker.set_worker_id("w1");
  worker.set_connected(true);
  worker.set_draining(true);
  worker.set_reason("new disk");
  worker.add_stage_keys("k1");
  EXPECT_THAT(Run({"workers"}).out, HasSubstr("draining (new disk)"));
  worker.clear_stage_keys();
  EXPECT_THAT(Run({"workers"}).out, HasSubstr("drained (new disk)"));
}

TEST_F(SweepCommands, WorkersAreTakenOutOfServiceAndBack) {
  EXPECT_EQ(Run({"workers", "drain", "w1", "w2", "--reason", "new disk"}).out,
            "w1: drained (new disk)\nw2: drained (new disk)\n");
  EXPECT_EQ(Run({"workers", "quarantine", "w1"}).out, "w1: quarantined\n");
  EXPECT_EQ(Run({"workers", "resume", "w1"}).out, "w1: connected\n");
  EXPECT_THAT(service_.script.worker_changes,
              ElementsAre("drain w1: new disk", "drain w2: new disk", "quarantine w1: ", "resume w1"));
  EXPECT_EQ(Run({"workers", "drain"}).code, ExitCode::kUsage);
}

}  // namespace
}  // namespace srnet::testing
