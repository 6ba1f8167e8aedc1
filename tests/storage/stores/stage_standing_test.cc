#include "storage/stores/stage_standing.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

class StageStandingTest : public StoreFixture {
 protected:
  void Record(const StageStanding& standing) {
    Write([&](sqlite::Transaction& transaction) {
      return RecordStandings(transaction, std::span(&standing, 1), kLater);
    });
  }
  StageRecord Train() { return ValueOf(ReadStage(connection_, KeyOf("a/train"))); }

  Submission sweep_ = Submit(MakeChain("a"));
  StageId data_ = sweep_.stages[0].id;
  StageId train_ = sweep_.stages[1].id;
};

TEST_F(StageStandingTest, AStageIsGivenUpWithoutAnAttempt) {
  Record({.stage = train_,
          .state = StageState::kFailed,
          .crashes = 1,
          .memory_class = 1,
          .failure_class = "data_missing",
          .failure_message = "gone"});
  EXPECT_EQ(Train().state, StageState::kFailed);
  EXPECT_EQ(Train().failure_class, "data_missing");
  EXPECT_EQ(Train().failure_message, "gone");
  EXPECT_EQ(Train().crashes, 1);
  EXPECT_EQ(Train().memory_class, 1);
  EXPECT_EQ(Train().ended, kLater);
}

TEST_F(StageStandingTest, WhatIsSkippedNamesTheStageThatFailed) {
  Record({.stage = data_, .state = StageState::kFailed});
  Record({.stage = train_, .state = StageState::kSkipped});
  Record({.stage = sweep_.stages[2].id, .state = StageState::kSkipped});
  const std::string failed = KeyOf("data").digest.ToHex();
  EXPECT_EQ(Train().failure_message, "stage " + failed + " failed");
  EXPECT_EQ(ValueOf(ReadStage(connection_, KeyOf("a/evaluate"))).failure_message, Train().failure_message);
}

TEST_F(StageStandingTest, WhetherAWaitingStageIsReadyFollowsFromItsInputsHere) {
  Record({.stage = train_, .state = StageState::kCancelled});
  Record({.stage = train_, .state = StageState::kReady, .crashes = 2, .memory_class = 1});
  EXPECT_EQ(Train().state, StageState::kBlocked);
  EXPECT_EQ(Train().crashes, 2);
  EXPECT_EQ(Train().memory_class, 1);
  Record({.stage = train_, .state = StageState::kSkipped});
  Finish(data_, "dataset");
  Record({.stage = train_, .state = StageState::kBlocked});
  EXPECT_EQ(Train().state, StageState::kReady);
}

TEST_F(StageStandingTest, ALiveAttemptAndAResultStand) {
  const Token token = Grant(data_);
  Record({.stage = data_, .state = StageState::kCancelled});
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kLeased);
  MustSucceed(Accept(data_, token, {}));
  Record({.stage = data_, .state = StageState::kFailed});
  EXPECT_EQ(StateOf(KeyOf("data")), StageState::kDone);
}

}  // namespace
}  // namespace srnet::testing
