#include <gmock/gmock.h>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::StageState;
using core::SweepState;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Restore, ConsistentStorageNeedsNoEffects) {
  World world;
  world.Restore("s", {S("a").Recorded(StageState::kDone), S("b").Reads({"a"}), S("c").Reads({"b"})});
  world.Restore("t",
                {S("x").Recorded(StageState::kFailed), S("y").Reads({"x"}).Recorded(StageState::kSkipped)},
                {.recorded = SweepState::kFailed});
  world.Restore("u", {S("z").Recorded(StageState::kCancelled)}, {.recorded = SweepState::kCancelled});
  world.CompleteRestore();
  EXPECT_THAT(world.TakeAll(), IsEmpty());
  EXPECT_EQ(world.StateOf("b"), StageState::kReady);
  EXPECT_EQ(world.StateOf("c"), StageState::kBlocked);
  EXPECT_EQ(world.StateOf("y"), StageState::kSkipped);
}

TEST(Restore, ReadyStagesAreGranted) {
  World world;
  world.Restore("s", {S("a").Recorded(StageState::kDone), S("b").Reads({"a"}).Recorded(StageState::kLeased)});
  world.CompleteRestore();
  world.Connect("w1");
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant b to w1"));
}

TEST(Restore, FailureThatWasNotYetPassedOnIs) {
  World world;
  world.Restore("s", {S("a").Recorded(StageState::kFailed), S("b").Reads({"a"}), S("c").Reads({"b"})});
  world.CompleteRestore();
  EXPECT_THAT(world.Take(), ElementsAre("stage b SKIPPED", "stage c SKIPPED", "sweep s FAILED"));
}

TEST(Restore, RetryThatWasNotYetPassedOnIs) {
  World world;
  world.Restore("s", {S("a"), S("b").Reads({"a"}).Recorded(StageState::kSkipped)});
  world.CompleteRestore();
  EXPECT_THAT(world.Take(), ElementsAre("stage b BLOCKED"));
}

TEST(Restore, CancellationThatWasNotYetPassedOnIs) {
  World world;
  world.Restore("s", {S("a"), S("b").Reads({"a"})}, {.recorded = SweepState::kCancelled});
  world.CompleteRestore();
  EXPECT_THAT(world.Take(), ElementsAre("stage a CANCELLED", "stage b CANCELLED"));
}

TEST(Restore, SweepWhoseEndWasNotRecordedEnds) {
  World world;
  world.Restore("s", {S("a").Recorded(StageState::kDone)});
  world.CompleteRestore();
  EXPECT_THAT(world.Take(), ElementsAre("sweep s DONE"));
}

TEST(RestoreLease, WorkerTakesItsAttemptUpAgain) {
  World world;
  world.Restore("s", {S("a")});
  world.CompleteRestore();
  ASSERT_TRUE(world.RestoreLease("a", 7, "w1"));
  world.Connect("other");
  world.Drop();

  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Connect("w1");
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #7"));
  world.Report("w1", {Succeeded("a", 7)});
  EXPECT_THAT(world.Take(), ElementsAre("accept a #7 from w1"));
}

TEST(RestoreLease, EndsAfterTheGraceIfTheWorkerStaysAway) {
  World world;
  world.Restore("s", {S("a")});
  world.CompleteRestore();
  ASSERT_TRUE(world.RestoreLease("a", 7, "w1"));
  world.Drop();

  world.Pass(world.state.settings.restart_grace - core::Duration(1));
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Pass(core::Duration(1));
  EXPECT_THAT(world.Take(), ElementsAre("close a #7 lost: worker w1 was silent until its lease ended",
                                        "wanted w1", "stage a READY"));
}

TEST(RestoreLease, OfAStageThatIsNotReadyIsRefused) {
  World world;
  world.Restore("s", {S("a").Recorded(StageState::kDone), S("b"), S("c").Reads({"b"})});
  world.Restore("t", {S("x").Recorded(StageState::kCancelled)}, {.recorded = SweepState::kCancelled});
  world.CompleteRestore();
  EXPECT_FALSE(world.RestoreLease("a", 1, "w1"));
  EXPECT_FALSE(world.RestoreLease("c", 2, "w1"));
  EXPECT_FALSE(world.RestoreLease("x", 3, "w1"));
  EXPECT_FALSE(world.RestoreLease("unknown", 4, "w1"));
  EXPECT_THAT(world.state.workers, IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
