#include "storage/stores/stage_store.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

class ResolveStageTest : public StoreFixture {
 protected:
  // Stages whose keys are these digits, with zeros behind them.
  void SubmitStages(const std::vector<std::string>& digits) {
    NewSweep sweep;
    sweep.id = SweepId{"s"};
    sweep.name = "s";
    sweep.created = kNow;
    for (const std::string& start : digits) {
      sweep.stages.push_back({KeyFrom(start), "import_dataset", "{}", {}});
    }
    sweep.points = {{{{"pipeline", "finetune"}}, 0}};
    Submit(sweep);
  }
  static StageKey KeyFrom(const std::string& digits) {
    return StageKey{ValueOf(Digest::Parse(digits + std::string(64 - digits.size(), '0')))};
  }
};

TEST_F(ResolveStageTest, AKeyAndEveryUniqueStartOfOneNameTheStage) {
  SubmitStages({"a1f", "a2", "b"});
  EXPECT_EQ(ValueOf(ResolveStage(connection_, KeyFrom("a2").digest.ToHex())), KeyFrom("a2"));
  EXPECT_EQ(ValueOf(ResolveStage(connection_, "a1")), KeyFrom("a1f"));
  EXPECT_EQ(ValueOf(ResolveStage(connection_, "A1f")), KeyFrom("a1f"));
  EXPECT_EQ(ValueOf(ResolveStage(connection_, "b")), KeyFrom("b"));
}

TEST_F(ResolveStageTest, TheStartOfSeveralIsRefusedWithTwoOfThem) {
  SubmitStages({"a1", "a2"});
  EXPECT_THAT(ResolveStage(connection_, "a"), IsError(StatusCode::kInvalidArgument, "give more of it"));
  EXPECT_THAT(ResolveStage(connection_, "a"),
              IsError(StatusCode::kInvalidArgument, KeyFrom("a2").digest.ToHex()));
}

TEST_F(ResolveStageTest, WhatNamesNoneIsRefusedWithWhatToDo) {
  SubmitStages({"a1"});
  EXPECT_THAT(ResolveStage(connection_, "a2"), IsError(StatusCode::kNotFound, "srnet explain SWEEP"));
  EXPECT_THAT(ResolveStage(connection_, "a10x"), IsError(StatusCode::kInvalidArgument, "hexadecimal"));
  EXPECT_THAT(ResolveStage(connection_, ""), IsError(StatusCode::kInvalidArgument, "hexadecimal"));
  EXPECT_THAT(ResolveStage(connection_, std::string(65, 'a')),
              IsError(StatusCode::kInvalidArgument, "hexadecimal"));
}

}  // namespace
}  // namespace srnet::testing
