#include "storage/stores/writer.h"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <future>
#include <memory>
#include <mutex>

#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

// Where completions land: a list that any thread may add to and the test waits for.
class Outcomes {
 public:
  Writer::Completion Add() {
    return [this](const Status& status) {
      const std::lock_guard lock(mutex_);
      statuses_.push_back(status);
    };
  }
  std::vector<Status> Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(statuses_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<Status> statuses_;
};

void RunHere(const std::function<void()>& function) { function(); }

Writer::Write Insert(int id) {
  return [id](sqlite::Transaction& transaction) {
    return transaction.connection().Run("INSERT INTO thing VALUES (?)", id);
  };
}

class WriterTest : public ::testing::Test {
 protected:
  WriterTest() : path_(folder_ / "t.db"), writes_(OpenWithTable()), reads_(Open(sqlite::Access::kReadOnly)) {}

  sqlite::Connection Open(sqlite::Access access) { return ValueOf(sqlite::Connection::Open(path_, access)); }
  sqlite::Connection OpenWithTable() {
    sqlite::Connection connection = Open(sqlite::Access::kReadWrite);
    MustSucceed(connection.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY) STRICT"));
    return connection;
  }
  std::vector<std::int64_t> Ids() {
    std::vector<std::int64_t> ids;
    auto query = ValueOf(reads_.Prepare("SELECT id FROM thing ORDER BY id"));
    MustSucceed(query.Each([&](const sqlite::Statement& row) { ids.push_back(row.GetInt(0)); }));
    return ids;
  }
  std::unique_ptr<Writer> Make(Writer::Options options = {}) {
    return std::make_unique<Writer>(std::move(writes_), RunHere, options,
                                    [this](const Writer::GroupReport& report) { groups_.push_back(report); });
  }
  // The writer is busy with a write of its own, which is a group alone, until the gate opens, so that what
  // follows queues up.
  static void SubmitGate(Writer& writer, std::shared_future<void> gate) {
    const auto entered = std::make_shared<std::promise<void>>();
    const std::future<void> is_busy = entered->get_future();
    MustSucceed(writer.Submit(
        [gate, entered](sqlite::Transaction&) {
          entered->set_value();
          gate.wait();
          return Status();
        },
        nullptr));
    is_busy.wait();
  }

  TemporaryDirectory folder_;
  std::filesystem::path path_;
  sqlite::Connection writes_;
  sqlite::Connection reads_;
  std::vector<Writer::GroupReport> groups_;  // The writer's thread; read after Stop.
  Outcomes outcomes_;
};

TEST_F(WriterTest, WhatWaitsIsCommittedTogether) {
  auto writer = Make();
  std::promise<void> gate;
  SubmitGate(*writer, gate.get_future().share());
  for (int id = 1; id <= 1000; ++id) MustSucceed(writer->Submit(Insert(id), outcomes_.Add()));
  gate.set_value();
  writer->Stop();

  EXPECT_THAT(Ids(), SizeIs(1000));
  EXPECT_THAT(outcomes_.Take(), SizeIs(1000));
  EXPECT_LE(groups_.size(), 2);  // The gate, perhaps with some of the writes, and the rest.
}

TEST_F(WriterTest, AFailingWriteIsUndoneAlone) {
  auto writer = Make();
  std::promise<void> gate;
  SubmitGate(*writer, gate.get_future().share());
  MustSucceed(writer->Submit(Insert(1), outcomes_.Add()));
  MustSucceed(writer->Submit(
      [](sqlite::Transaction& transaction) -> Status {
        SRNET_RETURN_IF_ERROR(transaction.connection().Run("INSERT INTO thing VALUES (2)"));
        return FailedPrecondition("stale token");
      },
      outcomes_.Add()));
  MustSucceed(writer->Submit(Insert(3), outcomes_.Add()));
  gate.set_value();
  writer->Stop();

  EXPECT_THAT(Ids(), ElementsAre(1, 3));
  EXPECT_THAT(outcomes_.Take(),
              ElementsAre(IsOk(), IsError(StatusCode::kFailedPrecondition, "stale token"), IsOk()));
}

TEST_F(WriterTest, ACompletionComesAfterTheCommit) {
  auto writer = Make();
  std::vector<std::int64_t> seen;
  MustSucceed(writer->Submit(Insert(1), [&](const Status&) { seen = Ids(); }));
  writer->Stop();
  EXPECT_THAT(seen, ElementsAre(1));
}

TEST_F(WriterTest, AFailedCommitFailsTheWholeGroupAndTheNextGroupWorks) {
  MustSucceed(writes_.Execute(
      "CREATE TABLE part (thing INTEGER REFERENCES thing (id) DEFERRABLE INITIALLY DEFERRED)"));
  auto writer = Make();
  std::promise<void> gate;
  SubmitGate(*writer, gate.get_future().share());
  MustSucceed(writer->Submit(Insert(1), outcomes_.Add()));
  MustSucceed(writer->Submit(
      [](sqlite::Transaction& transaction) {
        return transaction.connection().Run("INSERT INTO part VALUES (99)");  // Found out by the commit.
      },
      outcomes_.Add()));
  std::promise<void> done;
  gate.set_value();
  MustSucceed(writer->Submit([](sqlite::Transaction&) { return Status(); },
                             [&](const Status&) { done.set_value(); }));
  done.get_future().wait();
  EXPECT_THAT(outcomes_.Take(), Each(HasCode(StatusCode::kInvalidArgument)));

  MustSucceed(writer->Submit(Insert(2), outcomes_.Add()));
  writer->Stop();
  EXPECT_THAT(outcomes_.Take(), ElementsAre(IsOk()));
  EXPECT_THAT(Ids(), ElementsAre(2));
}

TEST_F(WriterTest, AFullDiskFailsTheGroupAndLeavesTheDatabaseWhole) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  auto writer = Make();
  std::promise<void> first;
  MustSucceed(writer->Submit(Insert(1), [&](const Status&) { first.set_value(); }));
  first.get_future().wait();
  rlimit tight = before;
  tight.rlim_cur = 256 * 1024;
  const auto insert_many = [](sqlite::Transaction& transaction) {
    return transaction.connection().Run(
        "INSERT INTO thing WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < "
        "200000) "
        "SELECT i FROM n");
  };
  std::promise<Status> result;
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  MustSucceed(writer->Submit(insert_many, [&](const Status& status) { result.set_value(status); }));
  const Status status = result.get_future().get();
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  EXPECT_THAT(status, IsError(StatusCode::kResourceExhausted, "disk is full"));

  MustSucceed(writer->Submit(Insert(2), outcomes_.Add()));
  writer->Stop();
  EXPECT_THAT(outcomes_.Take(), ElementsAre(IsOk()));
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
}

TEST_F(WriterTest, AFullQueueRefusesAtOnce) {
  auto writer = Make({.queue_limit = 2, .group_limit = 1});
  std::promise<void> started;
  std::promise<void> gate;
  MustSucceed(writer->Submit(
      [&](sqlite::Transaction&) {
        started.set_value();
        gate.get_future().wait();
        return Status();
      },
      nullptr));
  started.get_future().wait();
  MustSucceed(writer->Submit(Insert(1), outcomes_.Add()));
  MustSucceed(writer->Submit(Insert(2), outcomes_.Add()));
  EXPECT_THAT(writer->Submit(Insert(3), outcomes_.Add()),
              IsError(StatusCode::kResourceExhausted, "2 writes wait"));
  gate.set_value();
  writer->Stop();
  EXPECT_THAT(Ids(), ElementsAre(1, 2));
  EXPECT_THAT(outcomes_.Take(), SizeIs(2));
}

TEST_F(WriterTest, StopCommitsWhatIsQueuedAndRefusesMore) {
  auto writer = Make({.queue_limit = 1000, .group_limit = 7});
  for (int id = 1; id <= 100; ++id) MustSucceed(writer->Submit(Insert(id), outcomes_.Add()));
  writer->Stop();
  EXPECT_THAT(Ids(), SizeIs(100));
  EXPECT_THAT(outcomes_.Take(), SizeIs(100));
  EXPECT_THAT(writer->Submit(Insert(101), nullptr), HasCode(StatusCode::kUnavailable));
}

TEST_F(WriterTest, ATypedWriteHandsItsValueToTheCompletion) {
  auto writer = Make();
  StatusOr<std::int64_t> good = Cancelled("not run");
  StatusOr<std::int64_t> bad = Cancelled("not run");
  MustSucceed(writer->SubmitFor<std::int64_t>(
      [](sqlite::Transaction& transaction) -> StatusOr<std::int64_t> {
        SRNET_RETURN_IF_ERROR(transaction.connection().Run("INSERT INTO thing VALUES (5)"));
        return transaction.connection().last_insert_id();
      },
      [&](StatusOr<std::int64_t> value) { good = std::move(value); }));
  MustSucceed(writer->SubmitFor<std::int64_t>(
      [](sqlite::Transaction&) -> StatusOr<std::int64_t> { return NotFound("nothing"); },
      [&](StatusOr<std::int64_t> value) { bad = std::move(value); }));
  writer->Stop();
  EXPECT_EQ(ValueOf(good), 5);
  EXPECT_THAT(bad, HasCode(StatusCode::kNotFound));
}

}  // namespace
}  // namespace srnet::testing
