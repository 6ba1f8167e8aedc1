// The scheduler and the real store must agree on where every stage and sweep stands, whatever happens in
// whatever order, also between a commit and the moment in which the scheduler hears of it, and across
// crashes.
#include <gtest/gtest.h>

#include "tests/coordinator/app/crashing_service.h"

namespace srnet::app {
namespace {

constexpr int kHistories = 6;
constexpr int kSteps = 60;

TEST(AgreementOnCommands, ACancellationThatFollowsItsSubmissionAtOnceStands) {
  CrashingService service(0);
  service.Submit(0);
  service.Cancel(0);
  service.Settle();
  service.Compare();
  EXPECT_EQ(service.StateOf(0), core::SweepState::kCancelled);
}

TEST(AgreementOnCommands, ASweepRunsAgainThatWasCancelledAndSubmittedAtOnce) {
  CrashingService service(0);
  service.Submit(0);
  service.Settle();
  service.Cancel(0);
  service.Submit(0);
  service.Settle();
  service.Compare();
  service.Run(CrashingService::Mood::kCalm);
  EXPECT_EQ(service.StateOf(0), core::SweepState::kDone);
}

TEST(AgreementOnCommands, AnUpdateThatFollowsItsSubmissionAtOnceTakesItsPlace) {
  CrashingService service(0);
  service.Submit(1);
  service.Update(0, 2);
  service.Settle();
  service.Compare();
  EXPECT_EQ(service.StateOf(0), core::SweepState::kCancelled);
  service.Run(CrashingService::Mood::kCalm);
  service.Compare();
  EXPECT_EQ(service.StateOf(1), core::SweepState::kDone);
}

TEST(AgreementOnCommands, ARetryOfOneSweepFreesAnotherThatSharesTheFailedStage) {
  CrashingService service(0);
  service.Submit(0);
  service.Submit(1);
  service.Settle();
  service.Run(CrashingService::Mood::kBadInput);
  service.Compare();
  ASSERT_EQ(service.StateOf(0), core::SweepState::kFailed);
  ASSERT_EQ(service.StateOf(1), core::SweepState::kFailed);
  service.Retry(0);
  service.Run(CrashingService::Mood::kCalm);
  service.Compare();
  EXPECT_EQ(service.StateOf(0), core::SweepState::kDone);
  EXPECT_EQ(service.StateOf(1), core::SweepState::kDone);
}

class Agreement : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(Agreement, OfSchedulerAndStoreOutlastsCommandsFailuresAndCrashes) {
  int done = 0;
  for (std::uint32_t history = 0; history < kHistories && !HasFailure(); ++history) {
    CrashingService service(GetParam() * kHistories + history);
    for (int step = 0; step < kSteps && !HasFailure(); ++step) {
      SCOPED_TRACE(::testing::Message()
                   << "seed " << GetParam() << " history " << history << " step " << step);
      service.Step();
      // In the odd histories some steps go on while commits are still unheard of.
      if (history % 2 == 1 && step % 5 != 0) continue;
      service.Settle();
      service.Compare();
    }
    if (HasFailure()) return;
    service.FinishEverything();
    service.Compare();
    done += service.done();
  }
  EXPECT_GE(done, kHistories) << "too little happened to mean anything";
}

INSTANTIATE_TEST_SUITE_P(Seeds, Agreement, ::testing::Values(1, 2));

}  // namespace
}  // namespace srnet::app
