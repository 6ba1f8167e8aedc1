#include <gmock/gmock.h>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::StageState;
using core::SweepState;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LifeCycle, StageWithoutInputsIsReadyAndItsReaderBlocked) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  EXPECT_EQ(world.StateOf("b"), StageState::kBlocked);
}

TEST(LifeCycle, ResultMakesTheStageDoneAndItsReaderReady) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();

  world.Accepted("a", 1);
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1", "notify a", "notify b"));
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
  EXPECT_EQ(world.StateOf("b"), StageState::kReady);
}

TEST(LifeCycle, ReaderWaitsForTheLastOfItsInputs) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c").Reads({"a", "b"})});
  world.Connect("w1");
  world.Finish("a", 1, "w1");
  EXPECT_EQ(world.StateOf("c"), StageState::kBlocked);
  world.Finish("b", 2, "w1");
  EXPECT_EQ(world.StateOf("c"), StageState::kReady);
  world.Drop();
}

TEST(LifeCycle, SweepIsDoneWithItsLastStage) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();

  world.Accepted("a", 1);
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1", "sweep s DONE"));
}

TEST(LifeCycle, SweepOfStoredResultsIsDoneAtOnce) {
  World world;
  world.Submit("s", {S("a").Recorded(StageState::kDone)});
  EXPECT_THAT(world.Take(), ElementsAre("sweep s DONE"));
}

TEST(LifeCycle, StoredResultIsReadAtOnce) {
  World world;
  world.Submit("s", {S("a").Recorded(StageState::kDone), S("b").Reads({"a"})});
  EXPECT_EQ(world.StateOf("b"), StageState::kReady);
}

TEST(LifeCycle, PermanentFailureSkipsAllThatReadsIt) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"}), S("c").Reads({"b"}), S("d")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Drop();

  world.Report("w1", {Failed("a", 1, core::FailureClass::kDiverged, "loss is NaN at step 7")});
  EXPECT_THAT(world.Take(), ElementsAre("close a #1 failed diverged: loss is NaN at step 7", "wanted w1",
                                        "stage a FAILED diverged: loss is NaN at step 7", "stage b SKIPPED",
                                        "stage c SKIPPED"));
  EXPECT_EQ(world.StateOf("d"), StageState::kReady);
  EXPECT_EQ(world.SweepStateOf("s"), SweepState::kActive);
}

TEST(LifeCycle, SweepFailsOnceNothingIsLeftToRun) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, core::FailureClass::kBadInput, "no rows")});
  world.Run("b", 2, "w1");
  world.Report("w1", {Succeeded("b", 2)});
  world.Drop();

  world.Accepted("b", 2);
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1", "sweep s FAILED"));
}

TEST(LifeCycle, EveryChangeOfAStageIsNotified) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Drop();

  world.Assign();
  EXPECT_THAT(world.TakeAll(), ElementsAre("grant a to w1", "notify a"));
  world.Durable("a", 1);
  EXPECT_THAT(world.TakeAll(), ElementsAre("notify a", "wanted w1"));
  world.Report("w1", {Running("a", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("start a #1", "notify a"));
}

TEST(Submission, KnownSweepChangesNothing) {
  World world;
  world.Submit("s", {S("a")});
  world.Submit("s", {S("a"), S("b")});
  EXPECT_EQ(world.state.sweeps.size(), 1u);
  EXPECT_EQ(world.state.stages.size(), 1u);
}

TEST(Submission, SharedStageExistsOnce) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Submit("t", {S("a"), S("c").Reads({"a"})});
  world.Connect("w1");
  world.Finish("a", 1, "w1");
  EXPECT_EQ(world.state.stages.size(), 3u);
  EXPECT_EQ(world.StateOf("b"), StageState::kReady);
  EXPECT_EQ(world.StateOf("c"), StageState::kReady);
  world.Drop();
}

TEST(Submission, FailedStageThatANewSweepWantsIsTriedAgainForEveryone) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, core::FailureClass::kDiverged, "NaN")});
  ASSERT_EQ(world.SweepStateOf("s"), SweepState::kFailed);
  world.Drop();

  world.Submit("t", {S("a")});
  EXPECT_THAT(world.Take(), ElementsAre("stage a READY", "sweep s ACTIVE", "stage b BLOCKED"));
}

TEST(Retry, MakesFailedAndSkippedStagesRunnableWithACleanRecord) {
  World world;
  world.state.settings.crash_limit = 1;
  world.Submit("s", {S("a"), S("b").Reads({"a"}), S("c").Reads({"b"})});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, core::FailureClass::kCrashed, "signal 11")});
  world.Drop();

  EXPECT_EQ(world.Retry("s"), 3);
  EXPECT_THAT(world.Take(),
              ElementsAre("stage a READY", "sweep s ACTIVE", "stage b BLOCKED", "stage c BLOCKED"));
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
}

TEST(Retry, OfASweepWithoutFailuresChangesNothing) {
  World world;
  world.Submit("s", {S("a")});
  EXPECT_EQ(world.Retry("s"), 0);
}

TEST(Retry, StageStaysSkippedWhileAnotherOfItsInputsHasFailed) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c").Reads({"a", "b"})});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, core::FailureClass::kDiverged, "NaN")});
  world.Run("b", 2, "w1");
  world.Report("w1", {Failed("b", 2, core::FailureClass::kDiverged, "NaN")});

  world.Submit("t", {S("a")});
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  EXPECT_EQ(world.StateOf("c"), StageState::kSkipped);
  world.Submit("u", {S("b")});
  EXPECT_EQ(world.StateOf("c"), StageState::kBlocked);
  world.Drop();
}

TEST(Cancellation, CancelsWhatOnlyThisSweepWants) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Submit("t", {S("a"), S("c").Reads({"a"})});

  world.Cancel("s");
  EXPECT_THAT(world.Take(), ElementsAre("sweep s CANCELLED", "stage b CANCELLED"));
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
}

TEST(Cancellation, TwiceChangesNothing) {
  World world;
  world.Submit("s", {S("a")});
  world.Cancel("s");
  world.Drop();
  world.Cancel("s");
}

TEST(Cancellation, TellsTheWorkerToDropWhatItRuns) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Drop();

  world.Cancel("s");
  EXPECT_THAT(world.Take(), ElementsAre("sweep s CANCELLED",
                                        "close a #1 cancelled cancelled: no sweep wants the stage any more",
                                        "wanted w1", "stage a CANCELLED"));
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
}

TEST(Cancellation, ResultThatIsBeingCommittedStillCounts) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Cancel("s");
  world.Drop();

  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
  EXPECT_EQ(world.SweepStateOf("s"), SweepState::kCancelled);
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1"));
}

TEST(Cancellation, RefusedResultOfACancelledSweepIsNotTriedAgain) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Cancel("s");
  world.Drop();

  world.Refused("a", 1, "blob missing");
  EXPECT_EQ(world.StateOf("a"), StageState::kCancelled);
  world.Drop();
}

TEST(Cancellation, GrantThatBecomesDurableAfterwardsIsClosed) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Assign();
  world.Cancel("s");
  world.Drop();

  world.Durable("a", 1);
  EXPECT_THAT(world.Take(),
              ElementsAre("close a #1 cancelled cancelled: cancelled before the worker heard of it",
                          "stage a CANCELLED"));
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
}

TEST(Cancellation, RevivedStageIsGrantedOnlyAfterItsOldGrantIsClosed) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1", 2);
  world.Assign();
  world.Cancel("s");
  world.Submit("t", {S("a")});
  world.Drop();

  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Durable("a", 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
}

TEST(Cancellation, CancelledStageThatANewSweepWantsRunsAgain) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Cancel("s");
  world.Drop();

  world.Submit("t", {S("a"), S("b").Reads({"a"})});
  EXPECT_THAT(world.Take(), ElementsAre("stage a READY", "stage b BLOCKED"));
}

TEST(Cancellation, RetryOfTheSweepTakesItBack) {
  World world;
  world.Submit("s", {S("a"), S("b").Reads({"a"})});
  world.Cancel("s");
  world.Drop();

  EXPECT_EQ(world.Retry("s"), 2);
  EXPECT_THAT(world.Take(), ElementsAre("sweep s ACTIVE", "stage a READY", "stage b BLOCKED"));
}

}  // namespace
}  // namespace srnet::testing
