// How often a stage is tried again when the sweeps that want it say so.
#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using core::StageState;
using ::testing::HasSubstr;

class Allowance : public ::testing::Test {
 protected:
  ~Allowance() override { world.Drop(); }

  // Lets the stage run and fail, after its backoff.
  void Fail(FailureClass failure_class) {
    world.Pass(std::chrono::seconds(20));
    world.Report("w1", {});
    world.Run("a", ++token, "w1");
    world.Report("w1", {Failed("a", token, failure_class, "why")});
  }

  World world;
  std::uint64_t token = 0;
};

TEST_F(Allowance, WithoutRetriesTheFirstCrashFailsTheStageThoughAnotherWorkerCouldTryIt) {
  world.Submit("s", {S("a")}, {.execution = {.crash_retries = 0}});
  world.Connect("w1");
  world.Connect("w2", /*slots=*/0);
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_THAT(std::string(core::FailureMessageOf(world.state, world.Find("a"))),
              HasSubstr("its sweeps allow 0 retries; the last: why"));
}

TEST_F(Allowance, AStageIsTriedAgainAsOftenAsItsSweepSays) {
  world.Submit("s", {S("a")}, {.execution = {.crash_retries = 2}});
  world.Connect("w1");
  Fail(FailureClass::kCrashed);
  Fail(FailureClass::kDeviceFault);  // Counts as a crash.
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

TEST_F(Allowance, TheMostGenerousSweepDecidesUntilItIsCancelled) {
  world.Submit("s", {S("a")}, {.execution = {.crash_retries = 0}});
  world.Submit("t", {S("a")}, {.execution = {.crash_retries = 3}});
  world.Connect("w1");
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  world.Cancel("t");
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

TEST_F(Allowance, ASweepThatSaysNothingIsAsGenerousAsUsual) {
  world.Submit("s", {S("a")}, {.execution = {.crash_retries = 0}});
  world.Submit("t", {S("a")});
  world.Connect("w1");
  for (int crash = 1; crash < world.state.settings.crash_limit; ++crash) Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

TEST_F(Allowance, RetriesAfterRunningOutOfMemoryAreAlone) {
  world.Submit("s", {S("a")}, {.execution = {.memory_retries = 2}});
  world.Connect("w1");
  Fail(FailureClass::kOutOfMemory);
  EXPECT_EQ(world.state[world.Find("a")].memory_class, 1);
  Fail(FailureClass::kOutOfMemory);
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  EXPECT_EQ(world.state[world.Find("a")].memory_class, 2);
  Fail(FailureClass::kOutOfMemory);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
}

TEST_F(Allowance, WithoutThemItFailsAtOnceAndSaysWhy) {
  world.Submit("s", {S("a")}, {.execution = {.memory_retries = 0}});
  world.Connect("w1");
  Fail(FailureClass::kOutOfMemory);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_THAT(std::string(core::FailureMessageOf(world.state, world.Find("a"))),
              HasSubstr("its sweeps allow no retry alone"));
}

TEST_F(Allowance, WhatASweepSaysLaterCountsFromThenOn) {
  world.Submit("s", {S("a")}, {.execution = {.crash_retries = 0}});
  core::SetExecution(world.state, *core::FindSweep(world.state, "s"), {.crash_retries = 1});
  world.Connect("w1");
  Fail(FailureClass::kCrashed);
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
}

}  // namespace
}  // namespace srnet::testing
