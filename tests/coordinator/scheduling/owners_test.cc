// What each owner of sweeps gets of the workers.
#include <gmock/gmock.h>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

struct Owners : ::testing::Test {
  ~Owners() override { world.Drop(); }

  void SubmitBoth() {
    world.Submit("s", {S("a1"), S("a2"), S("a3"), S("a4")}, {.owner = "ann"});
    world.Submit("t", {S("b1"), S("b2"), S("b3"), S("b4")}, {.owner = "bob"});
  }
  std::vector<std::string> AssignTo(std::int32_t slots) {
    world.Connect("w1", slots);
    world.Drop();
    world.Assign();
    return world.Take();
  }

  World world;
};

TEST_F(Owners, SlotsAreSharedByWeight) {
  world.state.settings.weights = {{"bob", 3}};
  SubmitBoth();
  EXPECT_THAT(AssignTo(5), ElementsAre("grant a1 to w1", "grant b1 to w1", "grant b2 to w1", "grant b3 to w1",
                                       "grant a2 to w1"));
}

TEST_F(Owners, AQuotaIsNotExceededThoughSlotsAreFree) {
  world.state.settings.quotas = {{"ann", 1}};
  SubmitBoth();
  EXPECT_THAT(AssignTo(6), ElementsAre("grant a1 to w1", "grant b1 to w1", "grant b2 to w1", "grant b3 to w1",
                                       "grant b4 to w1"));
  world.Durable("a1", 1);
  world.Report("w1", {Running("a1", 1)});
  world.Report("w1", {Succeeded("a1", 1)});
  world.Accepted("a1", 1);
  world.Drop();
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a2 to w1"));
}

TEST_F(Owners, AStarIsTheQuotaOfAllWhoAreNotNamed) {
  world.state.settings.quotas = {{"*", 1}, {"bob", 2}};
  SubmitBoth();
  EXPECT_THAT(AssignTo(8), ElementsAre("grant a1 to w1", "grant b1 to w1", "grant b2 to w1"));
}

TEST_F(Owners, AUsedUpQuotaLetsLowerPrioritiesOfOthersRun) {
  world.state.settings.quotas = {{"ann", 0}};
  world.Submit("s", {S("a1")}, {.owner = "ann", .priority = 5});
  world.Submit("t", {S("b1")}, {.owner = "bob"});
  EXPECT_THAT(AssignTo(2), ElementsAre("grant b1 to w1"));
}

TEST_F(Owners, AnExplanationSaysThatTheQuotaIsUsedUp) {
  world.state.settings.quotas = {{"ann", 1}};
  SubmitBoth();
  AssignTo(2);
  EXPECT_THAT(world.Explain("a2"), Contains("ann has 1 attempts, and the quota allows 1"));
  EXPECT_THAT(world.Explain("b2"), ::testing::Not(Contains(::testing::HasSubstr("quota"))));
}

}  // namespace
}  // namespace srnet::testing
