// An attempt that runs for longer than the sweeps allow that want its stage.
#include <gmock/gmock.h>

#include <chrono>

#include "coordinator/leases/restore.h"
#include "coordinator/leases/worker_session.h"
#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using core::StageState;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Deadline : public ::testing::Test {
 protected:
  ~Deadline() override { world.Drop(); }

  // Time in which the worker goes on reporting.
  void Pass(core::Duration time, const leases::AttemptReport& attempt) {
    world.now += time;
    world.Report("w1", {attempt});
    world.Pass(seconds(0));
  }

  // The coordinator is back; w1 said so long ago that it runs "a", whose deadline is an hour.
  void Restart(core::Duration ago) {
    world.Restore("s", {S("a").Recorded(StageState::kLeased)}, {.execution = {.deadline = hours(1)}});
    world.CompleteRestore();
    core::Effects effects;
    ASSERT_TRUE(leases::RestoreLease(
        world.state, {.stage_key = KeyOf("a"), .token = {7}, .worker_id = "w1", .started = world.now - ago},
        world.now, effects));
  }

  World world;
};

TEST_F(Deadline, AnAttemptBeyondItFailsAndSaysTheLimit) {
  world.Submit("s", {S("a"), S("b").Reads({"a"})}, {.execution = {.deadline = hours(4)}});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  Pass(hours(4), Running("a", 1));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
  world.Drop();
  Pass(seconds(1), Running("a", 1));
  const auto effects = world.Take();
  EXPECT_THAT(effects,
              Contains(HasSubstr("close a #1 failed deadline_exceeded: ran on worker w1 for longer than "
                                 "4h, the deadline of its sweeps")));
  EXPECT_THAT(effects, Contains("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_EQ(world.state[world.Find("a")].failure_class, FailureClass::kDeadlineExceeded);
  EXPECT_EQ(world.StateOf("b"), StageState::kSkipped);
}

TEST_F(Deadline, TimeBeforeAnAttemptRunsDoesNotCount) {
  world.Submit("s", {S("a")}, {.execution = {.deadline = minutes(90)}});
  world.Connect("w1");
  world.Assign();
  world.Durable("a", 1);
  Pass(hours(2), Queued("a", 1));
  Pass(seconds(1), Running("a", 1));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
}

TEST_F(Deadline, EveryAttemptHasAllOfIt) {
  world.Submit("s", {S("a")}, {.execution = {.deadline = minutes(90)}});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  Pass(hours(1), Running("a", 1));
  world.Report("w1", {Failed("a", 1, FailureClass::kPreempted, "why")});
  world.Pass(seconds(1));
  world.Run("a", 2, "w1");
  Pass(hours(1), Running("a", 2));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
}

TEST_F(Deadline, TheLatestOfTheSweepsCountsAndNoneIsLaterStill) {
  world.Submit("s", {S("a")}, {.execution = {.deadline = hours(1)}});
  world.Submit("t", {S("a")}, {.execution = {.deadline = hours(2)}});
  world.Submit("u", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  Pass(hours(3), Running("a", 1));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
  world.Cancel("u");
  Pass(seconds(1), Running("a", 1));
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_THAT(std::string(core::FailureMessageOf(world.state, world.Find("a"))), HasSubstr("longer than 2h"));
}

TEST_F(Deadline, AResultThatIsBeingMadeDurableIsInTime) {
  world.Submit("s", {S("a")}, {.execution = {.deadline = hours(1)}});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  Pass(minutes(59), Succeeded("a", 1));
  Pass(hours(1), Succeeded("a", 1));
  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
}

TEST_F(Deadline, AnUploadMayWaitForAsLongAsTheStoreHasNoRoom) {
  world.Submit("s", {S("a")}, {.execution = {.deadline = hours(1)}});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  leases::AttemptReport uploads = Running("a", 1);
  uploads.trained = true;
  Pass(minutes(59), uploads);
  Pass(hours(9), uploads);
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
  Pass(hours(1), Succeeded("a", 1));
  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
}

TEST_F(Deadline, WhatAWorkerFinishesWhileItIsAwayIsTakenAndWhatStillRunsIsStopped) {
  for (const bool finished : {true, false}) {
    const std::string stage = finished ? "a" : "b";
    world.Submit("sweep " + stage, {S(stage)}, {.execution = {.deadline = seconds(20)}});
    world.Connect("w1");
    world.Run(stage, 1, "w1");
    world.Disconnect("w1");
    world.Pass(seconds(25));
    EXPECT_EQ(world.StateOf(stage), StageState::kLeased);
    leases::WorkerConnected(world.state, {.id = "w1"}, world.now);
    world.Pass(seconds(0));
    EXPECT_EQ(world.StateOf(stage), StageState::kLeased);
    Pass(seconds(1), finished ? Succeeded(stage, 1) : Running(stage, 1));
    if (finished) world.Accepted(stage, 1);
    EXPECT_EQ(world.StateOf(stage), finished ? StageState::kDone : StageState::kFailed);
  }
}

TEST_F(Deadline, AResultThatWasFinishedWhileTheCoordinatorWasDownIsTaken) {
  Restart(hours(3));
  world.Pass(seconds(0));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
  leases::WorkerConnected(world.state, {.id = "w1"}, world.now);
  world.Pass(seconds(1));
  world.Report("w1", {Succeeded("a", 7)});
  world.Accepted("a", 7);
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
}

TEST_F(Deadline, ARestartOfTheCoordinatorForgetsNoTime) {
  Restart(minutes(59));
  leases::WorkerConnected(world.state, {.id = "w1"}, world.now);
  world.Report("w1", {Running("a", 7)});
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
  Pass(minutes(1) + seconds(1), Running("a", 7));
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

}  // namespace
}  // namespace srnet::testing
