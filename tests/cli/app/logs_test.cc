#include <gmock/gmock.h>

#include "tests/cli/support/command_line.h"
#include "tests/cli/support/fake_service.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr auto kRunning = v1::GetLogResponse::STATE_RUNNING;
constexpr auto kPending = v1::GetLogResponse::STATE_PENDING;
constexpr auto kStored = v1::GetLogResponse::STATE_STORED;

class LogsCommand : public ::testing::Test {
 protected:
  LogsCommand() { service_.script.sweeps.emplace_back().set_sweep_id("s1"); }

  Outcome Run(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "logs");
    arguments.insert(arguments.end(), {"--server", service_.address()});
    return RunCommandLine(arguments, interruption_);
  }
  void AddStage(const std::string& key, v1::Stage::State state) {
    v1::Stage& stage = service_.script.stages.emplace_back();
    stage.set_stage_key(key);
    stage.set_label("finetune " + key);
    stage.set_state(state);
  }
  void Answer(v1::GetLogResponse::State state, const std::string& data, std::int64_t next_position = 0) {
    v1::GetLogResponse& response = service_.script.logs.emplace_back();
    response.set_state(state);
    response.set_stage_key(key_);
    response.set_attempt(2);
    response.set_worker_id("w1");
    response.set_data(data);
    response.set_next_position(next_position);
  }

  const std::string key_ = std::string(64, 'a');
  cli::Interruption interruption_;
  FakeService service_;
};

TEST_F(LogsCommand, OfAStageAreWhatItsTrainerWrote) {
  Answer(kStored, "step 1\nno such layer\n");

  const Outcome outcome = Run({key_});

  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "step 1\nno such layer\n");
  ASSERT_THAT(service_.script.logs_asked, SizeIs(1));
  EXPECT_EQ(service_.script.logs_asked[0].stage_key(), key_);
  EXPECT_EQ(service_.script.logs_asked[0].attempt(), 0);
}

TEST_F(LogsCommand, ShowTheLastLinesOfAnAttemptThatIsNamed) {
  Answer(kStored, "step 1\nstep 2\nno such layer\n");
  service_.script.logs[0].set_skipped_bytes(1000);

  EXPECT_EQ(Run({key_, "--attempt", "2", "--tail", "2"}).out, "step 2\nno such layer\n");
  EXPECT_EQ(service_.script.logs_asked[0].attempt(), 2);
}

TEST_F(LogsCommand, AsJsonAreOneObjectALine) {
  Answer(kStored, "step 1\nstep 2\n");

  EXPECT_EQ(Run({key_, "--output", "json"}).out,
            "{\"stage_key\":\"" + key_ + "\",\"attempt\":2,\"line\":\"step 1\"}\n" + "{\"stage_key\":\"" +
                key_ + "\",\"attempt\":2,\"line\":\"step 2\"}\n");
}

TEST_F(LogsCommand, OfARunningStageAreWhatHasComeAndHowToGoOn) {
  Answer(kRunning, "");
  Answer(kRunning, "step 1\n", 7);

  const Outcome outcome = Run({key_});

  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "step 1\n");
  EXPECT_THAT(outcome.err, HasSubstr("attempt 2 still runs on worker w1: --follow goes on"));
}

TEST_F(LogsCommand, AreFollowedFromWhereTheyWereUntilTheAttemptHasEnded) {
  Answer(kRunning, "step 1\n", 7);
  Answer(kRunning, "", 7);
  Answer(kRunning, "step 2\n", 14);
  Answer(kPending, "", 14);
  Answer(kStored, "done\n", 19);

  const Outcome outcome = Run({key_, "-f"});

  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_EQ(outcome.out, "step 1\nstep 2\ndone\n");
  ASSERT_THAT(service_.script.logs_asked, SizeIs(5));
  EXPECT_EQ(service_.script.logs_asked[1].attempt(), 2) << "another one may have begun since";
  EXPECT_EQ(service_.script.logs_asked[1].position(), 7);
  EXPECT_EQ(service_.script.logs_asked[4].position(), 14);
}

TEST_F(LogsCommand, ThatAreFollowedSayWhatASlowReaderHasLost) {
  Answer(kRunning, "step 1\n", 7);
  Answer(kStored, "step 900\n", 5016);
  service_.script.logs[1].set_skipped_bytes(5000);

  EXPECT_EQ(Run({key_, "-f"}).out, "step 1\n(5 kB of the log are missing here)\nstep 900\n");
}

TEST_F(LogsCommand, OfAWorkerThatDoesNotHandThemInAreWaitedForAndGivenUp) {
  Answer(kPending, "");

  const Outcome outcome = Run({key_});

  EXPECT_EQ(outcome.code, ExitCode::kUnreachable);
  EXPECT_THAT(outcome.err, HasSubstr("worker w1 has not handed in"));
}

TEST_F(LogsCommand, AreFollowedUntilTheUserHasEnough) {
  Answer(kRunning, "");
  service_.script.on_log = [this] {
    if (service_.script.logs_asked.size() == 50) interruption_.Request();
  };

  EXPECT_EQ(Run({key_, "-f"}).code, ExitCode::kInterrupted);
}

TEST_F(LogsCommand, WhatTheServiceSaysOfALostLogIsPassedOn) {
  service_.script.log_status = {grpc::StatusCode::NOT_FOUND, "the log of attempt 2 is lost with worker w1"};

  const Outcome outcome = Run({key_});

  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("the log of attempt 2 is lost with worker w1"));
}

TEST_F(LogsCommand, OfASweepAreThoseOfWhatHasFailed) {
  AddStage("f1", v1::Stage::STATE_FAILED);
  AddStage("d1", v1::Stage::STATE_DONE);
  AddStage("f2", v1::Stage::STATE_FAILED);
  AddStage("r1", v1::Stage::STATE_LEASED);
  Answer(kStored, "no such layer\n");

  EXPECT_EQ(Run({"s1"}).out,
            "f1 finetune f1, attempt 2 on w1\nno such layer\n"
            "\nf2 finetune f2, attempt 2 on w1\nno such layer\n");
}

TEST_F(LogsCommand, OfASweepInWhichNothingHasFailedAreThoseOfWhatRuns) {
  AddStage("d1", v1::Stage::STATE_DONE);
  AddStage("r1", v1::Stage::STATE_LEASED);
  Answer(kStored, "step 1\n");

  EXPECT_THAT(Run({"last"}).out, HasSubstr("r1 finetune r1"));
}

TEST_F(LogsCommand, OfASweepWithNeitherSayWhatToName) {
  AddStage("d1", v1::Stage::STATE_DONE);

  const Outcome outcome = Run({"s1"});

  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("no stage of sweep s1 has failed or runs: name a stage"));
}

TEST_F(LogsCommand, CanFollowOneStageOnly) {
  AddStage("r1", v1::Stage::STATE_LEASED);
  AddStage("r2", v1::Stage::STATE_LEASED);

  const Outcome outcome = Run({"s1", "-f"});

  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("r1  finetune r1\nr2  finetune r2"));
  EXPECT_THAT(service_.script.logs_asked, SizeIs(0));
}

TEST_F(LogsCommand, OfOneStageThatIsLostDoNotHideTheOthers) {
  AddStage("f1", v1::Stage::STATE_FAILED);
  AddStage("f2", v1::Stage::STATE_FAILED);
  service_.script.log_status = {grpc::StatusCode::NOT_FOUND, "lost"};

  const Outcome outcome = Run({"s1"});

  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.err, HasSubstr("finetune f1: lost\nfinetune f2: lost\n"));
  EXPECT_THAT(service_.script.logs_asked, SizeIs(2));
}

TEST_F(LogsCommand, AttemptsAndLinesAreCountedFromOne) {
  EXPECT_EQ(Run({key_, "--attempt", "0"}).code, ExitCode::kUsage);
  EXPECT_EQ(Run({key_, "--tail", "0"}).code, ExitCode::kUsage);
}

}  // namespace
}  // namespace srnet::testing
