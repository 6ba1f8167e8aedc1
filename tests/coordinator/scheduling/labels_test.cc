// Stages that ask for workers with labels.
#include <gmock/gmock.h>

#include <chrono>

#include "coordinator/core/suspicion.h"
#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const core::Labels kGpu = {{"gpu", "h200"}};
const SweepOptions kOnGpus = {.execution = {.labels = kGpu}};

std::vector<std::string> Assigned(World& world) {
  world.Drop();
  world.Assign();
  return world.Take();
}

TEST(Labels, AStageWaitsForAWorkerThatCarriesThem) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Connect("plain");
  world.Connect("other", 1, 0, {{"gpu", "a100"}});
  EXPECT_THAT(Assigned(world), IsEmpty());
  world.Connect("right", 1, 0, {{"gpu", "h200"}, {"zone", "a"}});
  EXPECT_THAT(Assigned(world), ElementsAre("grant a to right"));
}

TEST(Labels, AllOfThemAreNeeded) {
  World world;
  world.Submit("s", {S("a")}, {.execution = {.labels = {{"gpu", "h200"}, {"zone", "a"}}}});
  world.Connect("w1", 1, 0, kGpu);
  EXPECT_THAT(Assigned(world), IsEmpty());
}

TEST(Labels, AStageInFrontThatCannotRunHidesNoOther) {
  World world;
  world.Submit("s", {S("long").Cost(9)}, kOnGpus);
  world.Submit("t", {S("short")});
  world.Connect("plain");
  EXPECT_THAT(Assigned(world), ElementsAre("grant short to plain"));
}

TEST(Labels, AWorkerThatCarriesThemTakesTheLongestPathOfAll) {
  World world;
  world.Submit("s", {S("long").Cost(9), S("short")}, kOnGpus);
  world.Submit("t", {S("middle").Cost(5)});
  world.Connect("w1", 3, 0, kGpu);
  EXPECT_THAT(Assigned(world), ElementsAre("grant long to w1", "grant middle to w1", "grant short to w1"));
}

TEST(Labels, AWorkerThatCarriesThemIsKeptForWhatNeedsIt) {
  World world;
  world.Connect("right", 1, 0, kGpu);
  world.Connect("plain");
  world.Submit("s", {S("anywhere").Cost(9)});
  world.Submit("t", {S("there")}, kOnGpus);
  EXPECT_THAT(Assigned(world), ElementsAre("grant anywhere to plain", "grant there to right"));
}

TEST(Labels, ASharedStageRunsWhereAnyOfItsSweepsAllows) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Submit("t", {S("a")}, {.execution = {.labels = {{"zone", "a"}}}});
  world.Connect("plain");
  EXPECT_THAT(Assigned(world), IsEmpty());
  world.Connect("zoned", 1, 0, {{"zone", "a"}});
  EXPECT_THAT(Assigned(world), ElementsAre("grant a to zoned"));
}

TEST(Labels, WithTheSweepThatAsksForNoneTheyComeAndGo) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Submit("t", {S("a")});
  world.Cancel("t");
  world.Connect("plain");
  EXPECT_THAT(Assigned(world), IsEmpty());
  world.Retry("t");
  EXPECT_THAT(Assigned(world), ElementsAre("grant a to plain"));
}

TEST(Labels, ChangedOnesCountAtOnceForWhatWaits) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Connect("plain");
  EXPECT_THAT(Assigned(world), IsEmpty());
  core::SetExecution(world.state, *core::FindSweep(world.state, "s"), {});
  EXPECT_THAT(Assigned(world), ElementsAre("grant a to plain"));
}

TEST(Labels, NothingIsTakenBackForAWorkerThatLacksThem) {
  World world;
  world.Submit("s", {S("a"), S("b")}, kOnGpus);
  world.Connect("w1", 1, 1, kGpu);
  world.Assign();
  world.Durable("a", 1);
  world.Durable("b", 2);
  world.Report("w1", {Running("a", 1), Queued("b", 2)});
  world.Connect("plain");
  EXPECT_THAT(Assigned(world), IsEmpty());
}

TEST(Labels, AStageAvoidsNoWorkerForOneThatLacksThem) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Connect("w1", 1, 0, kGpu);
  world.Connect("plain");
  world.Run("a", 1, "w1");
  world.Report("w1", {Failed("a", 1, FailureClass::kCrashed, "why")});
  world.Pass(seconds(2));
  EXPECT_THAT(Assigned(world), ElementsAre("grant a to w1"));
}

TEST(Labels, AWorkerRestsOnlyWhileAnotherCarriesAsMany) {
  World world;
  world.Connect("w1", 1, 0, kGpu);
  world.Connect("plain");
  core::Worker& worker = world.state[*core::FindWorker(world.state, "w1")];
  worker.resting = true;
  EXPECT_FALSE(core::Rests(world.state, *core::FindWorker(world.state, "w1")));
  world.Connect("w2", 1, 0, kGpu);
  EXPECT_TRUE(core::Rests(world.state, *core::FindWorker(world.state, "w1")));
  world.Drop();
}

TEST(Labels, AnExplanationNamesWhatNoWorkerCarries) {
  World world;
  world.Submit("s", {S("a")}, kOnGpus);
  world.Connect("plain");
  EXPECT_THAT(
      world.Explain("a"),
      Contains("no worker carries gpu=h200: start srnet-worker with a --label for each, or change the "
               "labels in `execution` and submit again"));
  world.Submit("t", {S("a")}, {.execution = {.labels = {{"zone", "a"}}}});
  EXPECT_THAT(world.Explain("a"), Contains(::testing::HasSubstr("no worker carries gpu=h200, or zone=a: ")));
  world.Drop();
}

TEST(Labels, AnExplanationCountsOnlyTheWorkersThatCarryThem) {
  World world;
  world.Submit("s", {S("a"), S("b")}, kOnGpus);
  world.Connect("w1", 1, 0, kGpu);
  world.Connect("plain");
  world.Assign();
  EXPECT_THAT(world.Explain("b"), Contains("1 of 2 workers carry gpu=h200"));
  EXPECT_THAT(world.Explain("b"), Contains("1 of 1 workers have all their slots taken"));
  world.Drop();
}

}  // namespace
}  // namespace srnet::testing
