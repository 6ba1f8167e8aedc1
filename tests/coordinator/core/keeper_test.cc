#include "coordinator/core/keeper.h"

#include <gmock/gmock.h>

#include <chrono>

#include "coordinator/leases/worker_session.h"
#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Keeper : public ::testing::Test {
 protected:
  // Stage "a" runs on worker "first" and has written a checkpoint there.
  void SetUp() override {
    world.Submit("s", {S("a")});
    world.Connect("first");
    RunTo(100);
  }

  void RunTo(std::uint32_t checkpoint, const std::string& worker = "first") {
    world.Run("a", ++token, worker);
    leases::AttemptReport running = Running("a", token);
    running.checkpoint = checkpoint;
    world.Report(worker, {running});
    world.Drop();
  }

  // The worker is started again: it comes back without what it ran.
  void Restart(const std::string& worker) {
    world.Disconnect(worker);
    world.Connect(worker);
    world.Drop();
  }

  std::vector<std::string> Assigned() {
    world.Assign();
    return world.Take();
  }

  World world;
  std::uint64_t token = 0;
};

TEST_F(Keeper, AStageGoesOnAtTheWorkerThatHasItsCheckpoint) {
  world.Connect("second");
  Restart("first");
  EXPECT_THAT(Assigned(), ElementsAre("grant a to first"));
}

TEST_F(Keeper, AStageThatHasNoCheckpointGoesToWhoeverIsFree) {
  World other;
  other.Submit("s", {S("a")});
  other.Connect("first");
  other.Run("a", 1, "first");
  other.Connect("second");
  other.Report("first", {});
  other.Drop();
  other.Assign();
  EXPECT_THAT(other.Take(), ElementsAre("grant a to second"));
}

TEST_F(Keeper, AWorkerThatIsAwayForAMomentIsWaitedFor) {
  world.Connect("second");
  world.Report("first", {Failed("a", token, FailureClass::kPreempted, "stopped")}, /*draining=*/true);
  world.Disconnect("first");
  world.Pass(seconds(2));
  world.Report("second", {});
  world.Drop();
  EXPECT_THAT(Assigned(), IsEmpty());
  EXPECT_THAT(world.Explain("a"),
              Contains("worker first has its checkpoint of step 100; in 29 s any other may begin it anew"));
  world.Connect("first");
  world.Drop();
  EXPECT_THAT(Assigned(), ElementsAre("grant a to first"));
}

TEST_F(Keeper, AWorkerThatIsTakenOutOfServiceIsNotWaitedFor) {
  world.Connect("second");
  world.Report("first", {Failed("a", token, FailureClass::kPreempted, "stopped")}, /*draining=*/true);
  world.Pass(seconds(2));
  world.Report("second", {});
  world.Admit("first", core::Admission::kDraining);
  world.Drop();
  EXPECT_THAT(Assigned(), ElementsAre("grant a to second"));
}

TEST_F(Keeper, AWorkerThatDoesNotComeBackIsNotWaitedForLongerThanALease) {
  world.Connect("second");
  world.Report("first", {Failed("a", token, FailureClass::kPreempted, "stopped")}, /*draining=*/true);
  world.Disconnect("first");
  world.Pass(seconds(31));
  world.Report("second", {});
  world.Drop();
  EXPECT_THAT(Assigned(), ElementsAre("grant a to second"));
}

TEST_F(Keeper, OneCrashIsNoReasonToBeginAnewButTwoAre) {
  world.Connect("second");
  Restart("first");  // A crash, for all that is known.
  world.Run("a", ++token, "first");
  world.Drop();
  Restart("first");
  EXPECT_THAT(world.Explain("a"), Contains(HasSubstr("it crashed on worker first")));
  EXPECT_THAT(Assigned(), ElementsAre("grant a to second"));
}

TEST_F(Keeper, ItTakesTheStageBeforeOthersOfTheSamePriority) {
  world.Submit("t", {S("b").Cost(9)});
  Restart("first");
  EXPECT_THAT(Assigned(), ElementsAre("grant a to first"));
}

TEST_F(Keeper, HigherPriorityComesFirstAllTheSame) {
  world.Submit("t", {S("b")}, {.priority = 5});
  Restart("first");
  EXPECT_THAT(Assigned(), ElementsAre("grant b to first"));
}

// It would have to begin anew there.
TEST_F(Keeper, AStageThatWaitsWhereItsCheckpointIsIsNotTakenBackForAFreeSlot) {
  World other;
  other.Submit("s", {S("a")});
  other.Connect("first", 1, 1);
  other.Run("a", 1, "first");
  leases::AttemptReport running = Running("a", 1);
  running.checkpoint = 100;
  other.Report("first", {running});
  other.Submit("t", {S("b")}, {.priority = 5});
  other.Assign();
  other.Durable("b", 2);
  other.Report("first", {Running("b", 2), Failed("a", 1, FailureClass::kPreempted, "stopped")});
  other.Pass(seconds(2));
  other.Report("first", {Running("b", 2)});
  other.Assign();
  other.Durable("a", 3);
  other.Report("first", {Running("b", 2), Queued("a", 3)});
  other.Connect("second");
  other.Drop();
  other.Assign();
  EXPECT_THAT(other.Take(), IsEmpty());
}

TEST_F(Keeper, WhoGotFurthestIsTheKeeper) {
  world.Connect("second");
  world.Disconnect("first");
  world.Pass(seconds(31));  // The lease ends ...
  world.Report("second", {});
  world.Pass(seconds(31));  // ... and so does the reservation.
  world.Report("second", {});
  world.Drop();
  RunTo(50, "second");
  world.Connect("first");
  Restart("second");
  EXPECT_THAT(Assigned(), ElementsAre("grant a to first"));
}

TEST_F(Keeper, IsKnownAgainFromTheFirstReportAfterARestartOfTheCoordinator) {
  World again;
  S stage = S("a").Recorded(core::StageState::kLeased);
  stage.stage.checkpoint = 100;
  again.Restore("s", {stage});
  again.CompleteRestore();
  again.RestoreLease("a", 7, "first", /*running=*/true);
  leases::WorkerConnected(again.state, {.id = "first", .slots = 1}, again.now);
  leases::AttemptReport running = Running("a", 7);
  running.checkpoint = 100;
  again.Report("first", {running});
  again.Connect("second");
  again.Disconnect("first");
  again.Connect("first");
  again.Drop();
  again.Assign();
  EXPECT_THAT(again.Take(), ElementsAre("grant a to first"));
}

}  // namespace
}  // namespace srnet::testing
