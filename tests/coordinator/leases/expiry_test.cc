#include "coordinator/leases/expiry.h"

#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::StageState;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Expiry : public ::testing::Test {
 protected:
  void SetUp() override {
    world.Submit("s", {S("a")});
    world.Connect("w1");
    world.Drop();
  }

  World world;
};

TEST_F(Expiry, LeaseEndsWithTheDeadlineAndNotBefore) {
  world.Assign();
  world.Durable("a", 1);
  world.Disconnect("w1");
  world.Drop();

  world.Pass(seconds(29));
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Pass(seconds(1));
  EXPECT_THAT(world.Take(), ElementsAre("close a #1 lost: worker w1 was silent until its lease ended",
                                        "wanted w1", "stage a READY"));
}

TEST_F(Expiry, AnyReportOfTheWorkerRenewsTheLease) {
  world.Run("a", 1, "w1");
  world.Drop();
  for (int i = 0; i < 5; ++i) {
    world.Pass(seconds(29));
    world.Report("w1", {Running("a", 1)});
  }
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

TEST_F(Expiry, LossCountsAsACrashOnlyIfTheStageHadBeenRunning) {
  world.Run("a", 1, "w1");
  world.Pass(seconds(30));
  EXPECT_EQ(world.state[world.Find("a")].crashes, 1);
  world.Connect("w1");
  world.Assign();
  world.Durable("a", 2);
  world.Pass(seconds(30));
  EXPECT_EQ(world.state[world.Find("a")].crashes, 1);
  world.Drop();
}

TEST_F(Expiry, LostStageIsGrantedToAnotherWorkerAtOnce) {
  world.Run("a", 1, "w1");
  world.Connect("w2");
  world.Disconnect("w1");
  world.Pass(seconds(29));
  world.Report("w2", {});
  world.Pass(seconds(1));
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w2"));
}

TEST_F(Expiry, SilentWorkerGetsNothingUntilItReports) {
  world.Pass(seconds(30));
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Report("w1", {});
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
}

TEST_F(Expiry, ResultThatIsBeingCommittedIsLeftAlone) {
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Pass(seconds(300));
  EXPECT_THAT(world.TakeAll(), IsEmpty());
  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), StageState::kDone);
  world.Drop();
}

TEST_F(Expiry, GrantThatIsBeingMadeDurableEndsOnlyAfterwards) {
  world.Assign();
  world.Disconnect("w1");
  world.Drop();
  world.Pass(seconds(30));
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Durable("a", 1);
  world.Pass(seconds(0));
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  world.Drop();
}

TEST_F(Expiry, WorkerThatComesBackInTimeKeepsItsAttempt) {
  world.Run("a", 1, "w1");
  world.Disconnect("w1");
  world.Pass(seconds(20));
  world.Drop();
  // What Connect does, but with what the worker holds in its first report.
  world.state.workers[0].connected = true;
  world.Report("w1", {Running("a", 1)});
  world.Pass(seconds(20));
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1"));
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
}

}  // namespace
}  // namespace srnet::testing
