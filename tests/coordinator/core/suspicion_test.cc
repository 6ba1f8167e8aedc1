#include "coordinator/core/suspicion.h"

#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using core::StageState;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Suspicion : public ::testing::Test {
 protected:
  // What is granted next must go to `worker`, which runs it and crashes.
  void Crash(const std::string& stage, const std::string& worker) {
    world.Run(stage, ++token, worker);
    world.Report(worker, {Failed(stage, token, FailureClass::kCrashed, "why")});
    world.Drop();
  }
  void PassBackoff() {
    world.Pass(seconds(10));
    for (const core::Worker& worker : world.state.workers) world.Report(worker.id, {});
    world.Drop();
  }
  const core::Worker& Worker(std::size_t position) const { return world.state.workers[position]; }

  World world;
  std::uint64_t token = 0;
};

TEST_F(Suspicion, StageIsTriedOnAnotherWorkerAfterACrash) {
  world.Submit("s", {S("a")});
  world.Connect("bad");
  Crash("a", "bad");
  world.Connect("good");
  PassBackoff();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to good"));
}

TEST_F(Suspicion, StageWaitsForTheOtherWorkerWhileThatIsBusy) {
  world.Submit("s", {S("a")});
  world.Connect("bad");
  Crash("a", "bad");
  world.Submit("t", {S("b")}, {.priority = 5});
  world.Connect("good");
  world.Report("bad", {}, /*draining=*/true);
  world.Assign();
  world.Durable("b", ++token);
  PassBackoff();
  world.Report("good", {Running("b", token)});
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  EXPECT_THAT(world.Explain("a"), Contains(HasSubstr("it crashed on worker bad")));
  world.Disconnect("good");
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to bad"));
}

TEST_F(Suspicion, OneWorkerAloneDoesNotCondemnAStageWhileAnotherCouldRunIt) {
  world.state.settings.crash_limit = 2;
  world.Submit("s", {S("a")});
  world.Connect("bad");
  Crash("a", "bad");
  PassBackoff();
  world.Run("a", ++token, "bad");
  world.Connect("good");
  world.Report("bad", {Failed("a", token, FailureClass::kCrashed, "why")});
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  PassBackoff();
  Crash("a", "good");
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

TEST_F(Suspicion, WorkerRestsAfterCrashesInARowAndNoSuccess) {
  world.Connect("bad");
  for (const char* stage : {"a", "b", "c"}) {
    world.Submit(stage, {S(stage)});
    Crash(stage, "bad");
  }
  EXPECT_TRUE(Worker(0).resting);
  world.Connect("good");
  world.Submit("s", {S("d"), S("e")}, {.priority = 5});
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("wanted good", "grant d to good"));
  EXPECT_THAT(world.Explain("e"), Contains("1 of 2 workers rest, because every attempt on them crashed"));
}

TEST_F(Suspicion, RestingWorkerWorksWhereThereIsNoOther) {
  world.Connect("only");
  for (const char* stage : {"a", "b", "c"}) {
    world.Submit(stage, {S(stage)});
    Crash(stage, "only");
  }
  world.Submit("s", {S("d")});
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant d to only"));
}

TEST_F(Suspicion, RestEndsByTimeAndBeginsAgainWithTheNextCrash) {
  world.Connect("bad");
  for (const char* stage : {"a", "b", "c"}) {
    world.Submit(stage, {S(stage)});
    Crash(stage, "bad");
  }
  for (int i = 0; i < 61; ++i) PassBackoff();
  EXPECT_FALSE(Worker(0).resting);
  world.Submit("s", {S("d")}, {.priority = 5});
  Crash("d", "bad");
  EXPECT_TRUE(Worker(0).resting);
}

TEST_F(Suspicion, SuccessAbsolvesTheWorker) {
  world.Connect("w");
  for (const char* stage : {"a", "b"}) {
    world.Submit(stage, {S(stage)});
    Crash(stage, "w");
  }
  world.Submit("s", {S("c")}, {.priority = 5});
  world.Finish("c", ++token, "w");
  EXPECT_EQ(Worker(0).crashes_in_row, 0);
  world.Drop();
}

TEST_F(Suspicion, ALaterCheckpointClearsTheCrashesOfAStage) {
  world.Submit("s", {S("a")});
  world.Connect("w");
  const auto run_to = [&](std::uint32_t checkpoint) {
    world.Run("a", ++token, "w");
    auto running = Running("a", token);
    running.checkpoint = checkpoint;
    world.Report("w", {running});
    const int crashes = world.state[world.Find("a")].crashes;
    world.Report("w", {});  // The worker was restarted.
    world.Drop();
    return crashes;
  };
  EXPECT_EQ(run_to(100), 0);
  EXPECT_EQ(run_to(100), 1);
  EXPECT_EQ(run_to(50), 2);
  EXPECT_EQ(run_to(200), 0);
}

}  // namespace
}  // namespace srnet::testing
