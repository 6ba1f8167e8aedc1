#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What a lone worker with so many slots is given.
std::vector<std::string> AssignTo(World& world, std::int32_t slots) {
  world.Connect("w1", slots);
  world.Drop();
  world.Assign();
  return world.Take();
}

TEST(Assign, HigherPriorityComesFirst) {
  World world;
  world.Submit("s", {S("a")});
  world.Submit("t", {S("b")}, {.priority = 5});
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant b to w1", "grant a to w1"));
}

TEST(Assign, SharedStageHasThePriorityOfTheForemostSweep) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Submit("t", {S("b")}, {.priority = 5});
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant b to w1", "grant a to w1"));
}

TEST(Assign, SharedStageFallsBackWhenTheForemostSweepIsCancelled) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Submit("t", {S("b")}, {.priority = 5});
  world.Cancel("t");
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant a to w1", "grant b to w1"));
}

TEST(Assign, ChangedPriorityCountsAtOnce) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Submit("t", {S("c")});
  core::SetPriority(world.state, *core::FindSweep(world.state, "t"), 2);
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant c to w1", "grant a to w1"));
}

TEST(Assign, OwnersTakeTurnsHoweverManyStagesEachHas) {
  World world;
  world.Submit("s", {S("a1"), S("a2"), S("a3"), S("a4")}, {.owner = "ann"});
  world.Submit("t", {S("b1"), S("b2")}, {.owner = "bob"});
  EXPECT_THAT(AssignTo(world, 6), ElementsAre("grant a1 to w1", "grant b1 to w1", "grant a2 to w1",
                                              "grant b2 to w1", "grant a3 to w1", "grant a4 to w1"));
}

TEST(Assign, OwnerWithFewerLiveLeasesIsServedFirst) {
  World world;
  world.Submit("s", {S("a1"), S("a2"), S("a3")}, {.owner = "ann"});
  world.Connect("w1", 2);
  world.Assign();
  world.Submit("t", {S("b1"), S("b2"), S("b3")}, {.owner = "bob"});
  world.Connect("w2", 3);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant b1 to w2", "grant b2 to w2", "grant a3 to w2"));
}

TEST(Assign, LongestRemainingPathComesFirst) {
  World world;
  world.Submit("s", {S("short"), S("long").Cost(2), S("next").Reads({"long"}).Cost(3), S("middle").Cost(4)});
  EXPECT_THAT(AssignTo(world, 3), ElementsAre("grant long to w1", "grant middle to w1", "grant short to w1"));
}

TEST(Assign, PathGrowsWithASweepThatReadsTheStage) {
  World world;
  world.Submit("s", {S("a").Cost(2), S("b")});
  world.Submit("t", {S("b"), S("c").Reads({"b"}).Cost(9)});
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant b to w1", "grant a to w1"));
}

TEST(Assign, OlderStageComesFirstAmongEquals) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Submit("t", {S("c")});
  EXPECT_THAT(AssignTo(world, 3), ElementsAre("grant a to w1", "grant b to w1", "grant c to w1"));
}

TEST(Assign, WorkerKeepsToItsWarmStartModelAmongEquals) {
  World world;
  world.Submit(
      "s", {S("a1").From("bert"), S("b1").From("roberta"), S("a2").From("bert"), S("b2").From("roberta")});
  world.Connect("w1", 1, 1);
  world.Connect("w2", 1, 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(),
              ElementsAre("grant a1 to w1", "grant b1 to w2", "grant a2 to w1", "grant b2 to w2"));
}

TEST(Assign, WarmStartModelDoesNotOvertakeALongerPath) {
  World world;
  world.Submit("s",
               {S("a1").From("bert").Cost(9), S("b").From("roberta").Cost(5), S("a2").From("bert").Cost(4)});
  EXPECT_THAT(AssignTo(world, 2), ElementsAre("grant a1 to w1", "grant b to w1"));
}

TEST(Assign, FreeSlotsAreFilledBeforeWorkIsGrantedAhead) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c")});
  world.Connect("w1", 1, 2);
  world.Connect("w2", 1, 2);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1", "grant b to w2", "grant c to w1"));
}

TEST(Assign, WorkerGetsNoMoreThanSlotsAndPrefetch) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c"), S("d")});
  world.Connect("w1", 2, 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1", "grant b to w1", "grant c to w1"));
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
}

TEST(Assign, PlaceIsFreeAgainOnlyWhenTheResultIsDurable) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Connect("w1");
  world.Run("a", 1, "w1");
  world.Report("w1", {Succeeded("a", 1)});
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Accepted("a", 1);
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("wanted w1", "grant b to w1"));
}

TEST(Assign, WhatWasGrantedAheadIsTakenBackForAFreeSlot) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Connect("w1", 1, 1);
  world.Assign();
  world.Durable("a", 1);
  world.Durable("b", 2);
  world.Report("w1", {Running("a", 1), Queued("b", 2)});
  world.Connect("w2", 1, 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(),
              ElementsAre("close b #2 lost: had not started on worker w1; worker w2 has a free slot",
                          "wanted w1", "stage b READY", "grant b to w2"));
  EXPECT_EQ(world.state[world.Find("b")].crashes, 0);
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
}

TEST(Assign, WhatTheFullestWorkerCannotGiveBackIsTakenFromTheNext) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c"), S("d"), S("e")});
  world.Connect("w1", 1, 2);
  world.Connect("w2", 1, 1);
  world.Drop();
  world.Assign();
  ASSERT_THAT(world.Take(), ElementsAre("grant a to w1", "grant b to w2", "grant c to w1", "grant d to w2",
                                        "grant e to w1"));
  world.Durable("a", 1);
  world.Durable("b", 2);
  world.Durable("d", 3);
  world.Report("w1", {Running("a", 1)});
  world.Report("w2", {Running("b", 2), Queued("d", 3)});
  world.Connect("w3");
  world.Drop();
  world.Assign();  // What w1 has beyond its slot is still being made durable.
  EXPECT_THAT(world.Take(),
              ElementsAre("close d #3 lost: had not started on worker w2; worker w3 has a free slot",
                          "wanted w2", "stage d READY", "grant d to w3"));
}

TEST(Assign, NothingIsTakenBackThatRunsOrHasAFreeSlot) {
  World world;
  world.Submit("s", {S("a"), S("b")});
  world.Connect("w1", 2, 1);
  world.Run("a", 1, "w1");
  world.Durable("b", 2);
  world.Connect("w2");
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
}

TEST(Assign, NothingIsTakenBackForAPlaceAhead) {
  World world;
  world.Submit("s", {S("a"), S("b"), S("c")});
  world.Connect("w1", 1, 1);
  world.Assign();
  world.Durable("a", 1);
  world.Durable("b", 2);
  world.Connect("w2", 1, 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant c to w2"));
}

TEST(Assign, DisconnectedWorkerGetsNothing) {
  World world;
  world.Submit("s", {S("a")});
  world.Connect("w1");
  world.Disconnect("w1");
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
}

}  // namespace
}  // namespace srnet::testing
