#include "storage/stores/worker_store.h"

#include <gmock/gmock.h>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class WorkerStoreTest : public StoreFixture {
 protected:
  static WorkerRecord Node() {
    return {.id = WorkerId{"w2"},
            .host = "node2",
            .version = "1",
            .labels = "{}",
            .first_seen = kNow,
            .last_seen = kNow,
            .devices = {{0, "cuda", "H100", 80, 0}, {1, "cuda", "H100", 80, 0}}};
  }
  void Record(const WorkerRecord& worker) {
    Write([&](sqlite::Transaction& transaction) { return RecordWorker(transaction, worker); });
  }
  WorkerRecord Read() { return ValueOf(ListWorkers(connection_)).at(1); }
};

TEST_F(WorkerStoreTest, WorkersAreListedWithTheirDevices) {
  Record(Node());
  const auto workers = ValueOf(ListWorkers(connection_));
  ASSERT_THAT(workers, SizeIs(2));
  EXPECT_THAT(workers[0].devices, IsEmpty());
  ASSERT_THAT(workers[1].devices, SizeIs(2));
  EXPECT_EQ(workers[1].devices[1].name, "H100");
}

TEST_F(WorkerStoreTest, AReconnectUpdatesTheWorkerAndKeepsWhenItWasFirstSeen) {
  Record(Node());
  WorkerRecord again = Node();
  again.version = "2";
  again.first_seen = again.last_seen = kLater;
  again.devices.pop_back();
  Record(again);

  const WorkerRecord worker = Read();
  EXPECT_EQ(worker.version, "2");
  EXPECT_EQ(worker.first_seen, kNow);
  EXPECT_EQ(worker.last_seen, kLater);
  EXPECT_THAT(worker.devices, SizeIs(1));
}

TEST_F(WorkerStoreTest, TheLastSignOfLifeNeverMovesBack) {
  Record(Node());
  for (const Instant at : {kLater, kNow}) {
    Write(
        [at](sqlite::Transaction& transaction) { return RecordWorkerSeen(transaction, WorkerId{"w2"}, at); });
  }
  EXPECT_EQ(Read().last_seen, kLater);
}

TEST_F(WorkerStoreTest, WhatAnAdministratorDecidedStandsWhenTheWorkerReconnects) {
  Record(Node());
  EXPECT_EQ(Read().state, WorkerState::kActive);
  Write([](sqlite::Transaction& transaction) {
    return RecordWorkerState(transaction, WorkerId{"w2"}, WorkerState::kQuarantined, "hot");
  });
  Record(Node());
  EXPECT_EQ(Read().state, WorkerState::kQuarantined);
  EXPECT_EQ(Read().reason, "hot");
}

TEST_F(WorkerStoreTest, AnUnknownWorkerIsNotFound) {
  EXPECT_THAT(Try([](sqlite::Transaction& transaction) {
                return RecordWorkerState(transaction, WorkerId{"none"}, WorkerState::kDraining, "");
              }),
              HasCode(StatusCode::kNotFound));
  EXPECT_THAT(Try([](sqlite::Transaction& transaction) {
                return RecordWorkerSeen(transaction, WorkerId{"none"}, kNow);
              }),
              HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::testing
