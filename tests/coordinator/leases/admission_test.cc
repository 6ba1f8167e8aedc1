#include "coordinator/leases/admission.h"

#include <gmock/gmock.h>

#include "coordinator/leases/worker_session.h"
#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::Admission;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

// Worker "w1" runs stage "a" and has "b" granted ahead.
class AdmissionOfWorkers : public ::testing::Test {
 protected:
  void SetUp() override {
    world.Submit("s", {S("a"), S("b"), S("c")});
    world.Connect("w1", 1, 1);
    world.Run("a", 1, "w1");
    world.Durable("b", 2);
    world.Drop();
  }

  std::vector<std::string> Assigned() {
    world.Assign();
    return world.Take();
  }

  World world;
};

TEST_F(AdmissionOfWorkers, DrainingTakesBackWhatHasNotBegun) {
  world.Admit("w1", Admission::kDraining);
  EXPECT_THAT(world.Take(), ElementsAre("close b #2 lost: worker w1 is being drained and had not begun it",
                                        "wanted w1", "stage b READY"));
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
  EXPECT_THAT(Assigned(), IsEmpty());
}

TEST_F(AdmissionOfWorkers, ADrainingWorkerHandsInWhatItRuns) {
  world.Admit("w1", Admission::kDraining);
  world.Report("w1", {Succeeded("a", 1)});
  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), core::StageState::kDone);
  world.Drop();
  EXPECT_THAT(Assigned(), IsEmpty());
}

TEST_F(AdmissionOfWorkers, QuarantineTakesBackEverythingWithoutCountingACrash) {
  world.Admit("w1", Admission::kQuarantined);
  EXPECT_THAT(world.Take(),
              ElementsAre("close a #1 lost: worker w1 is in quarantine", "wanted w1", "stage a READY",
                          "close b #2 lost: worker w1 is in quarantine", "wanted w1", "stage b READY"));
  EXPECT_THAT(world.Wanted("w1"), IsEmpty());
  EXPECT_THAT(world.Explain("a"), Contains("1 of 1 workers are in quarantine"));
}

TEST_F(AdmissionOfWorkers, AResultThatIsBeingStoredSurvivesQuarantine) {
  world.Report("w1", {Succeeded("a", 1), Queued("b", 2)});
  world.Drop();
  world.Admit("w1", Admission::kQuarantined);
  EXPECT_THAT(world.Take(), Not(Contains("stage a READY")));
  world.Accepted("a", 1);
  EXPECT_EQ(world.StateOf("a"), core::StageState::kDone);
  world.Drop();
}

TEST_F(AdmissionOfWorkers, AGrantThatWasBeingStoredIsTakenBackWhenItIs) {
  world.Connect("w2");
  world.Drop();
  world.Assign();
  world.Admit("w2", Admission::kDraining);
  EXPECT_THAT(world.Take(), ElementsAre("grant c to w2"));
  world.Durable("c", 3);
  EXPECT_THAT(world.Take(),
              ElementsAre("wanted w2", "close c #3 lost: worker w2 is being drained and had not begun it",
                          "wanted w2", "stage c READY"));
}

TEST_F(AdmissionOfWorkers, WhatWasTakenBackGoesElsewhereAlthoughTheCheckpointIsThere) {
  leases::AttemptReport running = Running("a", 1);
  running.checkpoint = 100;
  world.Report("w1", {running, Queued("b", 2)});
  world.Connect("w2", 3);
  world.Admit("w1", Admission::kQuarantined);
  world.Drop();
  EXPECT_THAT(Assigned(), Contains("grant a to w2"));
}

TEST_F(AdmissionOfWorkers, AWorkerThatIsResumedIsGivenWorkAgain) {
  world.Admit("w1", Admission::kQuarantined);
  world.Admit("w1", Admission::kActive);
  world.Report("w1", {});
  world.Drop();
  EXPECT_THAT(Assigned(), ElementsAre("grant a to w1", "grant b to w1"));
}

TEST_F(AdmissionOfWorkers, DrainingWaitsForAWorkerThatIsAwayToSayWhatItHasBegun) {
  world.Disconnect("w1");
  world.Admit("w1", Admission::kDraining);
  EXPECT_THAT(world.Take(), IsEmpty());
  leases::WorkerConnected(world.state, {.id = "w1", .slots = 1, .prefetch = 1}, world.now);
  world.Report("w1", {Running("a", 1), Queued("b", 2)});
  EXPECT_THAT(world.Wanted("w1"), ElementsAre("a #1"));
  world.Drop();
}

TEST_F(AdmissionOfWorkers, RepeatingItChangesNothing) {
  world.Admit("w1", Admission::kDraining);
  world.Drop();
  world.Admit("w1", Admission::kDraining);
  EXPECT_THAT(world.TakeAll(), IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
