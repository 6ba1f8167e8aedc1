#include "storage/sqlite/error.h"

#include <gtest/gtest.h>

#include <fstream>

#include "storage/sqlite/transaction.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::sqlite {
namespace {

using testing::HasCode;
using testing::IsError;
using testing::MustSucceed;
using testing::ValueOf;

class ErrorTest : public ::testing::Test {
 protected:
  ErrorTest() : path_(folder_.path() / "t.db") {}

  // A table of some hundred pages.
  Connection OpenFilled() {
    Connection connection = ValueOf(Connection::Open(path_, Access::kReadWrite));
    MustSucceed(
        connection.Execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT UNIQUE NOT NULL);"
                           "CREATE TABLE part (thing INTEGER NOT NULL REFERENCES thing (id));"
                           "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                           "INSERT INTO thing SELECT i, hex(zeroblob(100)) || i FROM n"));
    return connection;
  }

  void Overwrite(std::streamoff at, std::size_t count) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << std::string(count, '\xee');
  }

  testing::TemporaryDirectory folder_;
  std::filesystem::path path_;
};

TEST_F(ErrorTest, AFileThatIsNoDatabaseIsDataLossAndNamed) {
  std::ofstream(path_) << std::string(8192, 'x');
  EXPECT_THAT(Connection::Open(path_, Access::kReadWrite), IsError(StatusCode::kDataLoss, path_.native()));
}

TEST_F(ErrorTest, ADamagedPageIsDataLossWithARemedy) {
  { OpenFilled(); }
  Overwrite(4096 * 3, 4096 * 20);
  Connection connection = ValueOf(Connection::Open(path_, Access::kReadWrite));
  Statement query = ValueOf(connection.Prepare("SELECT sum(length(word)) FROM thing NOT INDEXED"));
  EXPECT_THAT(query.Step(), IsError(StatusCode::kDataLoss, "restore it from a backup"));
}

TEST_F(ErrorTest, AFullDatabaseIsResourceExhaustedAndTheTransactionLeavesNothing) {
  Connection connection = OpenFilled();
  ValueOf(ValueOf(connection.Prepare("PRAGMA max_page_count = 1")).Step());
  {
    Transaction transaction = ValueOf(Transaction::Begin(connection));
    EXPECT_THAT(connection.Run("INSERT INTO thing (word) SELECT 'copy ' || word FROM thing"),
                IsError(StatusCode::kResourceExhausted, "disk is full: free space under"));
  }
  Statement count = ValueOf(connection.Prepare("SELECT count(*) FROM thing"));
  ASSERT_TRUE(ValueOf(count.Step()));
  EXPECT_EQ(count.GetInt(0), 2000);
}

TEST_F(ErrorTest, ConstraintsTellARepeatedKeyFromABadValue) {
  Connection connection = OpenFilled();
  EXPECT_THAT(connection.Run("INSERT INTO thing (id, word) VALUES (1, 'x')"),
              HasCode(StatusCode::kAlreadyExists));
  EXPECT_THAT(connection.Run("INSERT INTO thing (word) VALUES (NULL)"),
              HasCode(StatusCode::kInvalidArgument));
  EXPECT_THAT(connection.Run("INSERT INTO part VALUES (99999)"), HasCode(StatusCode::kInvalidArgument));
}

TEST_F(ErrorTest, AWriterElsewhereIsUnavailable) {
  Connection first = OpenFilled();
  Connection second = ValueOf(Connection::Open(path_, Access::kReadWrite));
  ValueOf(ValueOf(second.Prepare("PRAGMA busy_timeout = 1")).Step());
  Transaction held = ValueOf(Transaction::Begin(first));
  EXPECT_THAT(Transaction::Begin(second), IsError(StatusCode::kUnavailable, "another process"));
}

TEST_F(ErrorTest, AMissingFolderIsNotFoundAndNamed) {
  const auto path = folder_.path() / "absent" / "t.db";
  EXPECT_THAT(Connection::Open(path, Access::kReadWrite), IsError(StatusCode::kNotFound, path.native()));
}

TEST_F(ErrorTest, AnErrorInTheSqlIsInternalAndShowsIt) {
  Connection connection = OpenFilled();
  EXPECT_THAT(connection.Prepare("SELECT nonsense FROM thing"),
              IsError(StatusCode::kInternal, "SELECT nonsense"));
}

}  // namespace
}  // namespace srnet::sqlite
