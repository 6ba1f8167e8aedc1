#include "worker/supervise/conclusion.h"

#include <gmock/gmock.h>
#include <signal.h>

namespace srnet::supervise {
namespace {

using ::testing::HasSubstr;
using trainer_protocol::Failed;
using trainer_protocol::FailureClass;

TEST(Conclude, DoneIsASuccessHoweverTheProgramEnds) {
  EXPECT_FALSE(Conclude({.done = true, .exit = {.signal = SIGSEGV}}).has_value());
}

TEST(Conclude, SigkillUnderMemoryPressureIsOutOfMemory) {
  const auto failed =
      Conclude({.killed_for_memory = true, .exit = {.signal = SIGKILL, .peak_memory_bytes = 5 << 20}});

  ASSERT_TRUE(failed.has_value());
  EXPECT_EQ(failed->failure_class, FailureClass::kOutOfMemory);
  EXPECT_THAT(failed->message, HasSubstr("5 MiB"));
}

TEST(Conclude, SigkillWithoutEvidenceIsACrash) {
  EXPECT_EQ(Conclude({.exit = {.signal = SIGKILL}})->failure_class, FailureClass::kCrashed);
}

TEST(Conclude, OurOwnSigkillIsNeverOutOfMemory) {
  EXPECT_EQ(
      Conclude({.stopped = FailureClass::kCancelled, .killed_for_memory = true, .exit = {.signal = SIGKILL}})
          ->failure_class,
      FailureClass::kCancelled);
}

TEST(Conclude, WhatTheTrainerSaysStandsEvenWhenItWasStopped) {
  EXPECT_EQ(Conclude({.failed = Failed{FailureClass::kDiverged, "x"}, .stopped = FailureClass::kCancelled})
                ->failure_class,
            FailureClass::kDiverged);
}

TEST(Conclude, CrashMessageCarriesTheTailOfTheLog) {
  EXPECT_THAT(Conclude({.exit = {.code = 9}, .log_tail = "last words"})->message, HasSubstr("last words"));
}

}  // namespace
}  // namespace srnet::supervise
