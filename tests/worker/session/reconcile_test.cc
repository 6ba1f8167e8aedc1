#include "worker/session/reconcile.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"

namespace srnet::session {
namespace {

using attempts::AttemptId;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AttemptId kA{DigestOf("a"), 1};
const AttemptId kAAgain{DigestOf("a"), 2};
const AttemptId kB{DigestOf("b"), 1};

Actions Decide(std::vector<HeldAttempt> held, std::vector<WantedAttempt> wanted, bool draining = false) {
  return Reconcile(held, wanted, draining);
}

WantedAttempt Wanted(const AttemptId& id) { return {.id = id, .has_stage = true}; }

TEST(Reconcile, WhatIsWantedAndUnknownIsStartedInOrder) {
  const Actions actions = Decide({}, {Wanted(kB), Wanted(kA)});

  EXPECT_THAT(actions.start, ElementsAre(0, 1));
  EXPECT_THAT(actions.drop, IsEmpty());
}

TEST(Reconcile, WhatIsHeldAndWantedIsLeftAlone) {
  EXPECT_EQ(Decide({{.id = kA}}, {Wanted(kA)}), Actions{});
  EXPECT_EQ(Decide({{.id = kA, .final = true, .reported = true}}, {Wanted(kA)}), Actions{});
}

TEST(Reconcile, WhatIsNotWantedIsDropped) {
  EXPECT_THAT(Decide({{.id = kA}, {.id = kB}}, {Wanted(kB)}).drop, ElementsAre(kA));
}

TEST(Reconcile, ANewTokenReplacesTheOldAttempt) {
  const Actions actions = Decide({{.id = kA}}, {Wanted(kAAgain)});

  EXPECT_THAT(actions.start, ElementsAre(0));
  EXPECT_THAT(actions.drop, ElementsAre(kA));
}

TEST(Reconcile, AResultStaysUntilItWasReportedOnce) {
  EXPECT_EQ(Decide({{.id = kA, .final = true}}, {}), Actions{});
  EXPECT_THAT(Decide({{.id = kA, .final = true, .reported = true}}, {}).drop, ElementsAre(kA));
}

TEST(Reconcile, AGrantWithoutAStageCannotBeStarted) { EXPECT_EQ(Decide({}, {{.id = kA}}), Actions{}); }

TEST(Reconcile, AnAttemptThatIsStillEndingIsNotStartedAgainYet) {
  EXPECT_EQ(Decide({}, {{.id = kA, .has_stage = true, .ending = true}}), Actions{});
}

TEST(Reconcile, ADrainingWorkerStartsNothingAndStillDrops) {
  const Actions actions = Decide({{.id = kB}}, {Wanted(kA)}, true);

  EXPECT_THAT(actions.start, IsEmpty());
  EXPECT_THAT(actions.drop, ElementsAre(kB));
}

TEST(Reconcile, AnAttemptNamedTwiceIsStartedOnce) {
  EXPECT_THAT(Decide({}, {Wanted(kA), Wanted(kA)}).start, ElementsAre(0));
}

}  // namespace
}  // namespace srnet::session
