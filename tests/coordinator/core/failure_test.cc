#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::FailureClass;
using core::StageState;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Failure : public ::testing::Test {
 protected:
  void SetUp() override {
    world.Submit("s", {S("a"), S("b").Reads({"a"})});
    world.Connect("w1");
    world.Drop();
  }

  // Grants the stage under the next token, lets it run and fail.
  void Fail(FailureClass failure_class) {
    world.Run("a", ++token, "w1");
    world.Drop();
    world.Report("w1", {Failed("a", token, failure_class, "why")});
  }

  World world;
  std::uint64_t token = 0;
};

std::string NameOfClass(const ::testing::TestParamInfo<FailureClass>& instance) {
  return std::string(core::Name(instance.param));
}

class TransientFailure : public Failure, public ::testing::WithParamInterface<FailureClass> {};

TEST_P(TransientFailure, MakesTheStageReadyAfterABackoff) {
  Fail(GetParam());
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  world.Drop();

  world.Pass(milliseconds(999));
  world.Assign();
  EXPECT_THAT(world.Take(), IsEmpty());
  world.Pass(milliseconds(1));
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1"));
}

INSTANTIATE_TEST_SUITE_P(Classes, TransientFailure,
                         ::testing::Values(FailureClass::kPreempted, FailureClass::kDeviceFault,
                                           FailureClass::kCrashed, FailureClass::kCancelled),
                         NameOfClass);

class PermanentFailure : public Failure, public ::testing::WithParamInterface<FailureClass> {};

TEST_P(PermanentFailure, FailsTheStageAtOnce) {
  Fail(GetParam());
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_EQ(world.StateOf("b"), StageState::kSkipped);
  EXPECT_EQ(core::FailureMessageOf(world.state, world.Find("a")), "why");
  world.Drop();
}

INSTANTIATE_TEST_SUITE_P(Classes, PermanentFailure,
                         ::testing::Values(FailureClass::kBadInput, FailureClass::kDiverged,
                                           FailureClass::kDataMissing),
                         NameOfClass);

TEST_F(Failure, BackoffDoublesUpToItsLimit) {
  world.state.settings.longest_backoff = seconds(3);
  for (const auto wait : {seconds(1), seconds(2), seconds(3), seconds(3)}) {
    Fail(FailureClass::kPreempted);
    EXPECT_EQ(world.state[world.Find("a")].retry_at, world.now + wait);
    world.Pass(wait);
  }
  world.Drop();
}

TEST_F(Failure, CrashCountIsRecorded) {
  Fail(FailureClass::kCrashed);
  EXPECT_THAT(world.Take(),
              ElementsAre("close a #1 failed crashed: why", "wanted w1", "stage a READY crashes=1 crashed"));
}

TEST_F(Failure, FifthCrashIsTheLast) {
  for (int i = 0; i < 4; ++i) {
    Fail(FailureClass::kCrashed);
    world.Pass(minutes(5));
    world.Connect("w1");
  }
  ASSERT_EQ(world.StateOf("a"), StageState::kReady);
  Fail(FailureClass::kDeviceFault);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_EQ(world.state[world.Find("a")].failure_class, FailureClass::kCrashed);
  EXPECT_THAT(std::string(core::FailureMessageOf(world.state, world.Find("a"))),
              AllOf(HasSubstr("5 crashes"), HasSubstr("why")));
  world.Drop();
}

TEST_F(Failure, PreemptionsAreNoCrashes) {
  for (int i = 0; i < 10; ++i) {
    Fail(FailureClass::kPreempted);
    world.Pass(minutes(5));
    world.Connect("w1");
  }
  EXPECT_EQ(world.StateOf("a"), StageState::kReady);
  world.Drop();
}

TEST_F(Failure, OutOfMemoryIsTriedAloneAtOnce) {
  Fail(FailureClass::kOutOfMemory);
  EXPECT_THAT(world.Take(), ElementsAre("close a #1 failed out_of_memory: why", "wanted w1",
                                        "stage a READY memory=1 out_of_memory"));
  world.Assign();
  EXPECT_THAT(world.Take(), ElementsAre("grant a to w1 memory=1"));
}

TEST_F(Failure, OutOfMemoryAloneFails) {
  Fail(FailureClass::kOutOfMemory);
  ASSERT_EQ(world.StateOf("a"), StageState::kReady);
  Fail(FailureClass::kOutOfMemory);
  EXPECT_EQ(world.StateOf("a"), StageState::kFailed);
  EXPECT_EQ(world.state[world.Find("a")].failure_class, FailureClass::kOutOfMemory);
  EXPECT_THAT(std::string(core::FailureMessageOf(world.state, world.Find("a"))), HasSubstr("more memory"));
  world.Drop();
}

}  // namespace
}  // namespace srnet::testing
