#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class TableOutput : public ::testing::Test {
 protected:
  TableOutput() {
    v1::Sweep& sweep = service_.script.sweeps.emplace_back();
    sweep.set_sweep_id("s1");
    sweep.set_name("one, two");
    sweep.set_state(v1::Sweep::STATE_DONE);
    sweep.mutable_create_time()->set_seconds(1767323045);
  }

  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments);
  }

  // Lists the sweeps on a terminal of three lines whose pager writes to a file; what the pager got, and what
  // was printed.
  std::pair<std::string, std::string> ListPaged(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"list", "--server", service_.address()});
    const auto file = folder_ / "paged";
    cli::Interruption interruption;
    std::ostringstream out;
    std::ostringstream err;
    cli::Context context{.options = {},
                         .out = out,
                         .err = err,
                         .out_terminal = {.interactive = true, .width = 80, .height = 3},
                         .err_terminal = {},
                         .interruption = interruption,
                         .pager = "cat > '" + file.native() + "'"};
    EXPECT_EQ(cli::RunCommandLine(arguments, "", context), ExitCode::kDone);
    std::ostringstream paged;
    paged << std::ifstream(file).rdbuf();
    return {paged.str(), out.str()};
  }

  TemporaryDirectory folder_;
  FakeService service_;
};

TEST_F(TableOutput, CsvOfAListHasTimesForPrograms) {
  EXPECT_EQ(Run({"list", "--output", "csv"}).out,
            "sweep,name,state,points,running,failed,created (UTC)\n"
            "s1,\"one, two\",done,0/0,0,0,2026-01-02T03:04:05Z\n");
}

TEST_F(TableOutput, CsvOfResultsIsNotRounded) {
  v1::AggregateResponse::Row& row = *service_.script.statistics.add_rows();
  row.set_set("dev");
  row.set_metric("accuracy");
  row.set_mean(0.123456789);
  row.set_count(1);
  EXPECT_THAT(Run({"results", "--output", "csv"}).out, HasSubstr("dev,accuracy,,0.123456789,"));
}

TEST_F(TableOutput, CsvWithoutRowsHasItsTitles) {
  EXPECT_THAT(Run({"results", "--output", "csv"}).out, StartsWith("sweeps,set,metric,"));
  EXPECT_THAT(Run({"results", "--groups", "--output", "csv"}).out, StartsWith("sweep,point,set,"));
  EXPECT_EQ(Run({"results"}).out, "");
}

TEST_F(TableOutput, EveryCommandWithATablePrintsItsTitlesAsCsv) {
  const auto file = folder_ / "sweep.yaml";
  std::ofstream(file) << "name: quick\n";
  EXPECT_THAT(Run({"plan", file.native(), "--output", "csv"}).out, StartsWith("kind,stages,"));
  v1::Sweep& submitted = *service_.script.submission.mutable_sweep();
  submitted.set_sweep_id("s1");
  submitted.set_state(v1::Sweep::STATE_DONE);
  service_.script.watches.emplace_back().emplace_back().mutable_sweep()->CopyFrom(submitted);
  EXPECT_THAT(Run({"run", file.native(), "--output", "csv"}).out, StartsWith("sweeps,set,metric,"));
  EXPECT_THAT(Run({"workers", "--output", "csv"}).out, StartsWith("worker,host,"));
  EXPECT_THAT(Run({"doctor", "--output", "csv"}).out, StartsWith("check,verdict,"));
  EXPECT_THAT(Run({"artifacts", "list", "--output", "csv"}).out, StartsWith("artifact,size,"));
  for (const char* group : {"data", "model", "vectors"})
    EXPECT_THAT(Run({group, "list", "--output", "csv"}).out, StartsWith("name,digest,"));
  EXPECT_THAT(Run({"figure", "fig2", "--output", "csv"}).out, StartsWith("task,set,metric,x,"));
  EXPECT_THAT(Run({"compare", "--first", "loss=poe", "--second", "loss=std", "--output", "csv"}).out,
              StartsWith("set,metric,group,difference,"));
}

TEST_F(TableOutput, CsvOfWhatIsNoTableIsRefusedBeforeAnythingIsDone) {
  const Outcome outcome = Run({"cancel", "s1", "--output", "csv"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("cancel has no CSV"));
  EXPECT_THAT(service_.script.cancelled, IsEmpty());
  EXPECT_THAT(Run({"workers", "drain", "w1", "--output", "csv"}).err, HasSubstr("workers drain has no CSV"));
  EXPECT_THAT(service_.script.worker_changes, IsEmpty());
}

TEST_F(TableOutput, ATableThatIsLongerThanTheTerminalGoesThroughThePager) {
  const auto [paged, printed] = ListPaged({});
  EXPECT_THAT(paged, HasSubstr("one, two"));
  EXPECT_EQ(printed, "");
}

TEST_F(TableOutput, WithoutPagerItIsPrinted) {
  const auto [paged, printed] = ListPaged({"--no-pager"});
  EXPECT_EQ(paged, "");
  EXPECT_THAT(printed, HasSubstr("one, two"));
}

TEST_F(TableOutput, WhatIsForProgramsIsNeverPaged) {
  service_.script.sweeps.emplace_back().set_sweep_id("s2");
  service_.script.sweeps.emplace_back().set_sweep_id("s3");
  EXPECT_THAT(ListPaged({"--output", "csv"}).second, HasSubstr("s3"));
}

}  // namespace
}  // namespace srnet::testing
