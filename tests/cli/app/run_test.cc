#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::Sweep MakeSweep(v1::Sweep::State state) {
  v1::Sweep sweep;
  sweep.set_sweep_id("00112233");
  sweep.set_name("quick");
  sweep.set_points(1);
  sweep.set_state(state);
  return sweep;
}

v1::Stage MakeStage(const std::string& key, v1::Stage::State state, const std::string& message = "") {
  v1::Stage stage;
  stage.set_stage_key(key);
  stage.set_label("stage " + key);
  stage.set_state(state);
  if (!message.empty()) stage.set_failure_class(v1::FAILURE_CLASS_BAD_INPUT);
  stage.set_failure_message(message);
  return stage;
}

v1::WatchSweepResponse Change(std::uint64_t cursor, v1::Sweep::State state,
                              const std::vector<v1::Stage>& stages) {
  v1::WatchSweepResponse response;
  response.set_cursor(cursor);
  *response.mutable_sweep() = MakeSweep(state);
  for (const v1::Stage& stage : stages) *response.add_stages() = stage;
  return response;
}

v1::ResultRow MakeRow(double accuracy) {
  v1::ResultRow row;
  row.set_sweep_id("00112233");
  row.set_stage_key("a");
  v1::Coordinate* method = row.add_coordinates();
  method->set_axis("method");
  method->set_value("none");
  row.mutable_metric()->set_set("dev");
  row.mutable_metric()->set_metric("accuracy");
  row.mutable_metric()->set_value(accuracy);
  return row;
}

v1::AggregateResponse MakeStatistics(double accuracy) {
  v1::AggregateResponse statistics;
  v1::AggregateResponse::Row& row = *statistics.add_rows();
  *row.mutable_coordinates() = MakeRow(accuracy).coordinates();
  row.add_sweep_ids("00112233");
  row.set_set("dev");
  row.set_metric("accuracy");
  row.set_mean(accuracy);
  row.set_count(1);
  return statistics;
}

class Run : public ::testing::Test {
 protected:
  void SetUp() override {
    std::ofstream(file_) << "name: quick\nmodel: minilm\n";
    *service_.script.submission.mutable_sweep() = MakeSweep(v1::Sweep::STATE_ACTIVE);
    service_.script.watches = {{Change(1, v1::Sweep::STATE_ACTIVE, {MakeStage("a", v1::Stage::STATE_READY)}),
                                Change(2, v1::Sweep::STATE_DONE, {MakeStage("a", v1::Stage::STATE_DONE)})}};
    service_.script.rows = {MakeRow(0.725)};
    service_.script.statistics = MakeStatistics(0.725);
    service_.script.sweeps = {MakeSweep(v1::Sweep::STATE_ACTIVE)};
  }

  Outcome RunFile(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"run", file_.native(), "--server", service_.address()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunCommandLine(arguments, interruption_);
  }

  TemporaryDirectory folder_;
  std::filesystem::path file_ = folder_ / "sweep.yaml";
  FakeService service_;
  cli::Interruption interruption_;
};

TEST_F(Run, EndsWithTheTableOnStandardOutput) {
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out,
            "fine-tuned with  pruned by   pruned with  sparsity  dev accuracy %\n"
            "---------------  ----------  -----------  --------  --------------\n"
            "-                full model  -                   -           72.50\n");
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("sweep 00112233 quick: 1 points"), HasSubstr("done     stage a")));
  EXPECT_THAT(service_.script.specifications, ElementsAre("name: quick\nmodel: minilm\n"));
}

TEST_F(Run, AnOptionIsOneMoreLineOfTheSpecification) {
  RunFile({"--seeds", "1,2", "--scale", "0.01"});
  EXPECT_THAT(service_.script.specifications,
              ElementsAre("name: quick\nmodel: minilm\nseeds: [1, 2]\nscale: 0.01\n"));
}

TEST_F(Run, APresetIsASpecification) {
  RunCommandLine(
      {"run", "preset/fig3", "--model", "minilm", "--tasks", "mnli", "--server", service_.address()},
      interruption_);
  EXPECT_THAT(service_.script.specifications,
              ElementsAre("spec: \"preset/fig3\"\nmodel: \"minilm\"\ntasks: [\"mnli\"]\n"));
}

TEST_F(Run, JsonIsOneDocument) {
  const Outcome outcome = RunFile({"--output", "json"});
  EXPECT_THAT(outcome.out, AllOf(HasSubstr(R"({"sweep":{"sweep_id":"00112233")"),
                                 HasSubstr(R"("failures":[],"rows":[{)")));
}

TEST_F(Run, FailedStagesAreGroupedByTheirMessage) {
  service_.script.watches = {{Change(
      1, v1::Sweep::STATE_FAILED,
      {MakeStage("a", v1::Stage::STATE_FAILED, "no rows"), MakeStage("b", v1::Stage::STATE_FAILED, "no rows"),
       MakeStage("c", v1::Stage::STATE_SKIPPED)})}};
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("2 stages failed (bad_input): no rows\n  stage a\n  stage b\n"));
}

TEST_F(Run, SaysWhyNothingRuns) {
  service_.script.watches = {{Change(1, v1::Sweep::STATE_ACTIVE, {MakeStage("a", v1::Stage::STATE_READY)})}};
  service_.script.watch_hangs = true;
  service_.script.reasons = {"is one of 1 stages that are ready",
                             "no worker is connected: start srnet-worker"};
  service_.script.on_explain = [&] { interruption_.Request(); };
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kInterrupted);
  EXPECT_THAT(outcome.err,
              HasSubstr("waiting  stage a: is one of 1 stages that are ready; no worker is connected: "
                        "start srnet-worker\n"));
}

TEST_F(Run, SaysThatAStageWithAWorkerIsStarting) {
  service_.script.watches = {{Change(1, v1::Sweep::STATE_ACTIVE, {MakeStage("a", v1::Stage::STATE_LEASED)})}};
  service_.script.watch_hangs = true;
  service_.script.reasons = {"is running on worker local"};
  service_.script.on_explain = [&] { interruption_.Request(); };
  EXPECT_THAT(RunFile().err, HasSubstr("starting stage a: is running on worker local\n"));
}

TEST_F(Run, DoneSweepReturnsFromTheStore) {
  *service_.script.submission.mutable_sweep() = MakeSweep(v1::Sweep::STATE_DONE);
  service_.script.watches = {{Change(1, v1::Sweep::STATE_DONE, {MakeStage("a", v1::Stage::STATE_DONE)})}};
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(service_.script.retried, IsEmpty());
  EXPECT_THAT(outcome.err, Not(HasSubstr("done ")));
}

TEST_F(Run, WatchThatBreaksOffGoesOnAtItsCursor) {
  const auto whole = service_.script.watches[0];
  service_.script.watches = {{whole[0]}, {whole[1]}};
  EXPECT_EQ(RunFile().code, ExitCode::kDone);
  EXPECT_THAT(service_.script.cursors, ElementsAre(0u, 1u));
}

TEST_F(Run, WatchThatTheCoordinatorCancelsGoesOn) {
  const auto whole = service_.script.watches[0];
  service_.script.watches = {{whole[0]}, {whole[1]}};
  service_.script.break_code = grpc::StatusCode::CANCELLED;
  EXPECT_EQ(RunFile().code, ExitCode::kDone);
}

TEST_F(Run, InterruptedRunSaysHowToGoOn) {
  service_.script.watches = {{Change(1, v1::Sweep::STATE_ACTIVE, {})}};
  service_.script.watch_hangs = true;
  interruption_.Request();
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kInterrupted);
  EXPECT_THAT(outcome.err, HasSubstr("srnet --server " + service_.address() + " watch 00112233\n"));
}

TEST_F(Run, ErrorInTheSpecificationNamesFileAndPlace) {
  service_.script.submission_status = {grpc::StatusCode::INVALID_ARGUMENT,
                                       "line 2, column 1: x: is not a known key"};
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_EQ(outcome.err, "srnet: " + file_.native() + ": line 2, column 1: x: is not a known key\n");
}

TEST_F(Run, AbsentFileIsNamed) {
  const Outcome outcome =
      RunCommandLine({"run", (folder_ / "absent.yaml").native(), "--server", service_.address()});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("absent.yaml"));
}

TEST_F(Run, ModelFolderIsUploadedAndReplacedByItsDigest) {
  std::filesystem::create_directory(folder_ / "My Model");
  std::ofstream(folder_ / "My Model/config.json") << "{}";
  std::ofstream(folder_ / "My Model/model.safetensors") << "weights";
  std::ofstream(folder_ / "My Model/vocab.txt") << "[PAD]";
  std::ofstream(folder_ / "My Model/README.md") << "not part of it";
  std::ofstream(file_) << "model: {path: My Model}\n";
  ASSERT_EQ(RunFile().code, ExitCode::kDone);
  ASSERT_EQ(service_.script.entries.size(), 1u);
  const v1::CatalogueEntry& entry = service_.script.entries[0];
  EXPECT_EQ(entry.name(), "my-model");
  EXPECT_EQ(service_.script.blobs.size(), 4u) << "three files and the manifest";
  EXPECT_TRUE(service_.script.blobs.contains(entry.tree_sha256()));
  EXPECT_THAT(service_.script.specifications,
              ElementsAre("model: {name: \"" + entry.tree_sha256() + "\"}\n"));
}

TEST_F(Run, ModelFolderThatLacksFilesIsRefusedBeforeAnyUpload) {
  std::filesystem::create_directory(folder_ / "model");
  std::ofstream(folder_ / "model/config.json") << "{}";
  std::ofstream(file_) << "model: {path: model}\n";
  const Outcome outcome = RunFile();
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err,
              AllOf(HasSubstr("model.path"), HasSubstr("lacks model.safetensors, vocab.txt (or ")));
  EXPECT_THAT(service_.script.blobs, IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
