#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Explain, BlockedStageNamesWhatItWaitsFor) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c").Reads({"a", "b"})});
  EXPECT_THAT(world.Explain("c"), ElementsAre("waits for 2 of its 2 inputs", "finetune 610000000000 is READY",
                                              "finetune 620000000000 is READY"));
}

TEST(Explain, ReadyStageSaysThatNoWorkerIsThere) {
  World world;
  world.Submit("s", {S("a")});
  EXPECT_THAT(world.Explain("a"), Contains("no worker is connected: start srnet-worker"));
}

TEST(Explain, ReadyStageSaysThatAllSlotsAreTaken) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Connect("w1");
  world.Assign();
  EXPECT_THAT(world.Explain("b"), Contains("1 of 1 workers have all their slots taken"));
  world.Drop();
}

TEST(Explain, ReadyStageSaysThatWorkersDrain) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Report("w1", {}, /*draining=*/true);
  EXPECT_THAT(world.Explain("a"), Contains("1 of 1 workers are draining and take nothing new"));
  world.Drop();
}

TEST(Explain, ReadyStageSaysThatHigherPrioritiesGoFirst) {
  World world;
  world.Submit("s", {S("a")});
  world.Submit("t", {S("b"), S("c")}, {.priority = 3});
  EXPECT_THAT(world.Explain("a"), Contains("2 of them belong to sweeps of higher priority than its 0"));
}

TEST(Explain, RunningStageSaysWhenItsDeadlineIsUntilItsTrainerIsDone) {
  World world;
  world.Submit("s", {S("a")}, {.execution = {.deadline = seconds(90)}});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  const auto deadline = Contains(HasSubstr("it fails by its deadline unless it is done in 90 s"));
  EXPECT_THAT(world.Explain("a"), deadline);

  leases::AttemptReport uploading = Running("a", 1);
  uploading.trained = true;
  world.Report("w1", {uploading});

  EXPECT_THAT(world.Explain("a"), Not(deadline));
  world.Drop();
}

TEST(Explain, StageInBackoffSaysWhenItIsTriedAgain) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, FailureClass::kDeviceFault, "why")});
  EXPECT_THAT(world.Explain("a"),
              ElementsAre("its last attempt ended with device_fault; the next may start in 1 s"));
  world.Drop();
}

TEST(Explain, LeasedStageFollowsItsAttempt) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Assign();
  EXPECT_THAT(world.Explain("a"), ElementsAre("its grant to worker w1 is being made durable"));
  world.Durable("a", 1);
  EXPECT_THAT(world.Explain("a"), ElementsAre("is granted to worker w1, which has not started it yet"));
  world.Report("w1", {Running("a", 1)});
  EXPECT_THAT(world.Explain("a"), ElementsAre("is running on worker w1"));
  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.Explain("a"), ElementsAre("worker w1 has finished it; the result is being made durable"));
  world.Drop();
}

TEST(Explain, LeasedStageSaysWhenAnAbsentWorkerLosesIt) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Disconnect("w1");
  world.Pass(seconds(10));
  EXPECT_THAT(world.Explain("a"), Contains(HasSubstr("the lease ends in 20 s")));
  world.Drop();
}

TEST(Explain, SkippedStageNamesTheFailureBehindIt) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"}), S("c").Reads({"b"})});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, FailureClass::kBadInput, "train.tsv:3: two columns")});
  EXPECT_THAT(world.Explain("a"), Contains("failed (bad_input): train.tsv:3: two columns"));
  EXPECT_THAT(world.Explain("c"), ElementsAre("finetune 610000000000, which it reads, failed (bad_input): "
                                              "train.tsv:3: two columns"));
  world.Drop();
}

TEST(Explain, CancelledStageSaysSo) {
  World world;
  world.Submit("s", {S("a")});
  world.Cancel("s");
  EXPECT_THAT(world.Explain("a"), ElementsAre("every sweep that names it was cancelled"));
  world.Drop();
}

}  // namespace
}  // namespace srnet::testing
