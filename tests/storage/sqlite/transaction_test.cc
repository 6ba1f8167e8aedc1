#include "storage/sqlite/transaction.h"

#include <gtest/gtest.h>

#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::sqlite {
namespace {

using testing::MustSucceed;
using testing::ValueOf;

class TransactionTest : public ::testing::Test {
 protected:
  TransactionTest() : connection_(ValueOf(Connection::Open(folder_.path() / "t.db", Access::kReadWrite))) {
    MustSucceed(connection_.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY)"));
  }

  void Insert(int id) { MustSucceed(connection_.Run("INSERT INTO thing VALUES (?)", id)); }

  static std::vector<std::int64_t> Ids(Connection& connection) {
    std::vector<std::int64_t> ids;
    Statement query = ValueOf(connection.Prepare("SELECT id FROM thing ORDER BY id"));
    MustSucceed(query.Each([&](const Statement& row) { ids.push_back(row.GetInt(0)); }));
    return ids;
  }

  using Expected = std::vector<std::int64_t>;
  testing::TemporaryDirectory folder_;
  Connection connection_;
};

TEST_F(TransactionTest, WithoutCommitNothingIsKept) {
  {
    Transaction transaction = ValueOf(Transaction::Begin(connection_));
    Insert(1);
  }
  EXPECT_EQ(Ids(connection_), Expected{});
}

TEST_F(TransactionTest, CommitKeepsEverything) {
  Transaction transaction = ValueOf(Transaction::Begin(connection_));
  Insert(1);
  Insert(2);
  MustSucceed(transaction.Commit());
  EXPECT_FALSE(connection_.in_transaction());
  EXPECT_EQ(Ids(connection_), (Expected{1, 2}));
}

TEST_F(TransactionTest, ASavepointIsUndoneAloneUnlessReleased) {
  Transaction transaction = ValueOf(Transaction::Begin(connection_));
  Insert(1);
  {
    Savepoint undone = ValueOf(Savepoint::Begin(transaction));
    Insert(2);
  }
  {
    Savepoint kept = ValueOf(Savepoint::Begin(transaction));
    Insert(3);
    MustSucceed(kept.Release());
  }
  MustSucceed(transaction.Commit());
  EXPECT_EQ(Ids(connection_), (Expected{1, 3}));
}

TEST_F(TransactionTest, CommitAfterALostTransactionSaysSo) {
  Transaction transaction = ValueOf(Transaction::Begin(connection_));
  Insert(1);
  MustSucceed(connection_.Execute("ROLLBACK"));
  EXPECT_FALSE(transaction.alive());
  EXPECT_THAT(transaction.Commit(), testing::HasCode(StatusCode::kAborted));
}

TEST_F(TransactionTest, AReadSnapshotDoesNotSeeLaterCommits) {
  Connection reader = ValueOf(Connection::Open(connection_.path(), Access::kReadOnly));
  {
    ReadSnapshot snapshot = ValueOf(ReadSnapshot::Begin(reader));
    EXPECT_EQ(Ids(reader), Expected{});
    Insert(1);
    EXPECT_EQ(Ids(reader), Expected{});
  }
  EXPECT_EQ(Ids(reader), Expected{1});
}

}  // namespace
}  // namespace srnet::sqlite
