#include "storage/stores/scheduler_snapshot.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class SchedulerSnapshotTest : public StoreFixture {
 protected:
  // As a coordinator does after a restart: over a connection of its own.
  SchedulerSnapshot Load() {
    auto reader = ValueOf(database_.OpenReader());
    return ValueOf(LoadSchedulerSnapshot(reader));
  }
};

TEST_F(SchedulerSnapshotTest, AnEmptyDatabaseHasNothingToDo) {
  const SchedulerSnapshot snapshot = Load();
  EXPECT_THAT(snapshot.sweeps, IsEmpty());
  EXPECT_THAT(snapshot.stages, IsEmpty());
}

TEST_F(SchedulerSnapshotTest, HoldsActiveSweepsTheirStagesEdgesAndLiveAttempts) {
  const Submission first = Submit(MakeChain("a"));
  const Submission second = Submit(MakeChain("b"));
  Finish(first.stages[0].id, "dataset");
  const Token token = Grant(first.stages[1].id);

  const SchedulerSnapshot snapshot = Load();
  ASSERT_THAT(snapshot.sweeps, SizeIs(2));
  EXPECT_EQ(snapshot.sweeps[0].id, first.sweep.id);
  EXPECT_EQ(snapshot.sweeps[0].specification, "");
  EXPECT_THAT(snapshot.stages, SizeIs(5));  // The data set is shared.
  EXPECT_EQ(snapshot.stages[0].state, StageState::kDone);
  EXPECT_THAT(snapshot.edges, SizeIs(6));
  EXPECT_THAT(snapshot.members, SizeIs(6));
  ASSERT_THAT(snapshot.attempts, SizeIs(1));
  EXPECT_EQ(snapshot.attempts[0].token, token);
  EXPECT_EQ(snapshot.attempts[0].stage, first.stages[1].id);
}

TEST_F(SchedulerSnapshotTest, LeavesOutEndedSweeps) {
  const Submission ended = Submit(MakeChain("a"));
  const Submission active = Submit(MakeChain("b"));
  Write([&](sqlite::Transaction& transaction) { return CancelSweep(transaction, ended.sweep.id, kLater); });
  const SchedulerSnapshot snapshot = Load();
  ASSERT_THAT(snapshot.sweeps, SizeIs(1));
  EXPECT_EQ(snapshot.sweeps[0].id, active.sweep.id);
  EXPECT_THAT(snapshot.stages, SizeIs(3));
}

}  // namespace
}  // namespace srnet::testing
