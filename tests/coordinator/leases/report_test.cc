#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using core::StageState;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Report : public ::testing::Test {
 protected:
  void SetUp() override {
    world.Submit("s", {S("a"), S("b").Reads({"a"})});
    world.Connect("w1");
    world.Drop();
  }

  World world;
};

TEST_F(Report, FirstOfASessionIsAnswered) {
  world.Disconnect("w1");
  world.Connect("w1");
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1"));
}

TEST_F(Report, OfAWorkerInLineNeedsNoAnswer) {
  world.Report("w1", {});
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

TEST_F(Report, GrantIsNotVisibleBeforeItIsDurable) {
  world.Assign();
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  world.Report("w1", {});
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
  world.Durable("a", 1);
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
  world.Drop();
}

TEST_F(Report, GrantThatTheWorkerDoesNotHoldYetIsSentAgain) {
  world.Assign();
  world.Durable("a", 1);
  world.Drop();
  world.Report("w1", {});
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1"));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
}

TEST_F(Report, TwiceTheSameChangesNothing) {
  world.Run("a", 1, "w1");
  world.Drop();
  world.Report("w1", {Running("a", 1)});
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

TEST_F(Report, SuccessIsAcceptedOnceWhileTheCommitIsUnderWay) {
  world.Run("a", 1, "w1");
  world.Drop();
  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("accept a #1 from w1"));
  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.TakeAll(), IsEmpty());
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
  EXPECT_EQ(world.StateOf("a"), StageState::kLeased);
}

TEST_F(Report, FailureAfterASuccessIsAbsorbed) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Report("w1", {Failed("a", 1, FailureClass::kCrashed, "late")});
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

TEST_F(Report, SuccessOfAnAttemptThatWasNeverSeenRunningCounts) {
  world.Assign();
  world.Durable("a", 1);
  world.Drop();
  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("accept a #1 from w1"));
}

TEST_F(Report, ResultUnderAStaleTokenChangesNothingAndIsDropped) {
  world.Run("a", 1, "w1");
  world.Disconnect("w1");
  world.Pass(seconds(30));
  world.Connect("w2");
  world.Run("a", 2, "w2");
  world.Connect("w1");
  world.Drop();

  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  EXPECT_THAT(world.Wanted("w2"), ElementsAre("a #2"));
}

TEST_F(Report, LiveTokenInTheHandsOfAnotherWorkerCountsForNothing) {
  world.Run("a", 1, "w1");
  world.Connect("w2");
  world.Drop();
  world.Report("w2", {Succeeded("a", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w2"));
}

TEST_F(Report, UnknownStageIsDropped) {
  world.Report("w1", {Running("never heard of", 1)});
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1"));
}

TEST_F(Report, FailureUnderAStaleTokenChangesNothing) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, FailureClass::kOutOfMemory, "why")});
  world.Assign();
  world.Durable("a", 2);
  world.Drop();
  world.Report("w1", {Failed("a", 1, FailureClass::kOutOfMemory, "why")});
  EXPECT_THAT(world.TakeAll(), ElementsAre("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #2"));
}

TEST_F(Report, RunningAttemptThatIsGoneWasLostInACrash) {
  world.Run("a", 1, "w1");
  world.Drop();
  world.Report("w1", {});
  EXPECT_THAT(world.Take(), ElementsAre("close a #1 lost: worker w1 came back without it", "wanted w1",
                                        "stage a READY crashes=1", "wanted w1"));
}

TEST_F(Report, StageThatTakesItsWorkerDownEveryTimeFailsInTheEnd) {
  for (std::uint64_t token = 1; token <= 5; ++token) {
    world.Run("a", token, "w1");
    world.Connect("w1");
  }
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_EQ(world.StateOf("b"), StageState::kSkipped);
  world.Drop();
}

TEST_F(Report, SucceededAttemptMayBeMissingWhileItIsCommitted) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Report("w1", {});
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

TEST_F(Report, DrainingWorkerKeepsWhatItHasAndGetsNothingNew) {
  world.Submit("t", {S("x")});
  world.Connect("w1", 2);
  world.Report("w1", {}, /*draining=*/true);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Report("w1", {}, /*draining=*/false);
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1", "grant x to w1"));
}

TEST_F(Report, GrantThatCouldNotBeStoredIsMadeAgainLater) {
  world.Assign();
  world.Drop();
  world.GrantFailed("a");
  EXPECT_THAT(world.Take(), ElementsAre("stage a READY"));
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Pass(seconds(1));
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
}

TEST_F(Report, GrantThatCanNeverBeStoredFailsTheStageAndSaysWhy) {
  world.Assign();
  world.Drop();
  world.GrantRefused("a", "the model is gone");
  EXPECT_THAT(world.Take(), ::testing::Contains("stage a FAILED data_missing: the model is gone"));
  EXPECT_EQ(world.StateOf("a"), core::StageState::kFailed);
}

TEST_F(Report, GrantOfACancelledStageThatCanNeverBeStoredIsForgotten) {
  world.Assign();
  world.Cancel("s");
  world.Drop();
  world.GrantRefused("a", "the model is gone");
  EXPECT_EQ(world.StateOf("a"), core::StageState::kCancelled);
  world.Drop();
}

TEST_F(Report, ResultThatLacksAProductByNowIsNoFailureAndMayBeReportedAgain) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Incomplete("a", 1);
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
  world.Report("w1", {Succeeded("a", 1)});
  EXPECT_THAT(world.Take(), ElementsAre("accept a #1 from w1"));
}

TEST_F(Report, ResultThatLacksAProductByNowIsNotAskedForAgainOfACancelledStageOrOnAWorkerInQuarantine) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Admit("w1", core::Admission::kQuarantined);
  world.Incomplete("a", 1);
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  world.Admit("w1", core::Admission::kActive);
  world.Run("a", 2, "w1");
  world.Report("w1", {Succeeded("a", 2)});
  world.Cancel("s");
  world.Incomplete("a", 2);
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  EXPECT_EQ(world.StateOf("a"), StageState::kCancelled);
  world.Drop();
}

TEST_F(Report, RefusedResultCountsAsACrash) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Refused("a", 1, "artifact 12ab is not in the store");
  EXPECT_THAT(world.Take(), ElementsAre("close a #1 failed crashed: artifact 12ab is not in the store",
                                        "wanted w1", "stage a READY crashes=1 crashed"));
}

}  // namespace
}  // namespace srnet::testing
