#include "worker/attempts/run_choice.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"

namespace srnet::attempts {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const AttemptId kA{DigestOf("a"), 1};
const AttemptId kAAgain{DigestOf("a"), 2};
const AttemptId kB{DigestOf("b"), 1};

std::vector<AttemptId> Choose(std::vector<RunCandidate> candidates, int slots) {
  return ChooseRuns(candidates, slots);
}

TEST(ChooseRuns, FillsTheSlotsInOrder) {
  EXPECT_THAT(Choose({{.id = kB, .ready = true}, {.id = kA, .ready = true}}, 1), ElementsAre(kB));
  EXPECT_THAT(Choose({{.id = kB, .ready = true}, {.id = kA, .ready = true}}, 3), ElementsAre(kB, kA));
}

TEST(ChooseRuns, WhatIsNotReadyIsPassedOver) {
  EXPECT_THAT(Choose({{.id = kB}, {.id = kA, .ready = true}}, 1), ElementsAre(kA));
}

TEST(ChooseRuns, ARunningTrainerOccupiesItsSlotWhereverItStands) {
  EXPECT_THAT(Choose({{.id = kA, .ready = true}, {.id = kB, .has_process = true}}, 1), IsEmpty());
}

TEST(ChooseRuns, NeverTwoAttemptsAtOneStage) {
  EXPECT_THAT(
      Choose({{.id = kAAgain, .ready = true}, {.id = kA, .has_process = true}, {.id = kB, .ready = true}}, 2),
      ElementsAre(kB));
  EXPECT_THAT(Choose({{.id = kA, .ready = true}, {.id = kAAgain, .ready = true}}, 2), ElementsAre(kA));
}

TEST(ChooseRuns, WhatRunsAloneStartsOnlyWhenNothingElseRuns) {
  const RunCandidate alone{.id = kA, .ready = true, .alone = true};
  EXPECT_THAT(Choose({alone, {.id = kB, .ready = true}}, 3), ElementsAre(kA));
  EXPECT_THAT(Choose({alone, {.id = kB, .has_process = true}}, 3), IsEmpty());
}

TEST(ChooseRuns, NothingStartsBesideWhatRunsAlone) {
  EXPECT_THAT(Choose({{.id = kB, .ready = true}, {.id = kA, .has_process = true, .alone = true}}, 3),
              IsEmpty());
}

TEST(ChooseRuns, NothingOvertakesWhatWaitsToRunAlone) {
  const AttemptId c{DigestOf("c"), 1};
  EXPECT_THAT(
      Choose({{.id = kB, .ready = true}, {.id = kA, .ready = true, .alone = true}, {.id = c, .ready = true}},
             3),
      ElementsAre(kB));
}

}  // namespace
}  // namespace srnet::attempts
