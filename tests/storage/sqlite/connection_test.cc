#include "storage/sqlite/connection.h"

#include <gtest/gtest.h>

#include <limits>

#include "common/digest/sha256.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::sqlite {
namespace {

using testing::HasCode;
using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

class ConnectionTest : public ::testing::Test {
 protected:
  ConnectionTest() : connection_(ValueOf(Connection::Open(folder_.path() / "t.db", Access::kReadWrite))) {
    MustSucceed(connection_.Execute(
        "CREATE TABLE thing (id INTEGER PRIMARY KEY, word TEXT, amount REAL, sum BLOB) STRICT"));
  }

  std::string TextOf(std::string_view sql) {
    Statement query = ValueOf(connection_.Prepare(sql));
    SRNET_CHECK(ValueOf(query.Step()));
    return query.GetText(0);
  }

  testing::TemporaryDirectory folder_;
  Connection connection_;
};

TEST_F(ConnectionTest, UsesAWriteAheadLogSynchronousFullAndForeignKeys) {
  EXPECT_EQ(TextOf("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(TextOf("PRAGMA synchronous"), "2");
  EXPECT_EQ(TextOf("PRAGMA foreign_keys"), "1");
}

TEST_F(ConnectionTest, ValuesComeBackAsTheyWereBound) {
  const Digest digest = DigestOf("content");
  const double tiny = std::numeric_limits<double>::denorm_min();
  const std::string word("with\0zero and ü", 16);
  MustSucceed(connection_.Run("INSERT INTO thing VALUES (?, ?, ?, ?)",
                              std::numeric_limits<std::int64_t>::min(), word, tiny, digest));

  Statement row = ValueOf(connection_.Prepare("SELECT id, word, amount, sum FROM thing"));
  ASSERT_TRUE(ValueOf(row.Step()));
  EXPECT_EQ(row.GetInt(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(row.GetText(1), word);
  EXPECT_EQ(row.GetReal(2), tiny);
  EXPECT_EQ(row.GetDigest(3), digest);
}

TEST_F(ConnectionTest, EmptyOptionalIsNullAndEmptyTextIsNot) {
  MustSucceed(connection_.Run("INSERT INTO thing VALUES (?, ?, ?, ?)", 1, std::string_view(),
                              std::optional<double>(), std::nullopt));

  Statement row = ValueOf(connection_.Prepare("SELECT word, amount, sum FROM thing"));
  ASSERT_TRUE(ValueOf(row.Step()));
  EXPECT_FALSE(row.IsNull(0));
  EXPECT_TRUE(row.IsNull(1));
  EXPECT_TRUE(row.IsNull(2));
}

TEST_F(ConnectionTest, AStatementInUseIsCompiledAgainRatherThanShared) {
  MustSucceed(connection_.Execute("INSERT INTO thing (id) VALUES (1), (2)"));
  Statement outer = ValueOf(connection_.Prepare("SELECT id FROM thing ORDER BY id"));
  ASSERT_TRUE(ValueOf(outer.Step()));
  {
    Statement inner = ValueOf(connection_.Prepare("SELECT id FROM thing ORDER BY id"));
    ASSERT_TRUE(ValueOf(inner.Step()));
    EXPECT_EQ(inner.GetInt(0), 1);
  }
  ASSERT_TRUE(ValueOf(outer.Step()));
  EXPECT_EQ(outer.GetInt(0), 2);
}

TEST_F(ConnectionTest, ACachedStatementStartsWithoutOldParameters) {
  constexpr std::string_view kInsert = "INSERT INTO thing (word, amount) VALUES (?, ?)";
  MustSucceed(connection_.Run(kInsert, "old", 1.0));
  MustSucceed(connection_.Run(kInsert, "new"));
  EXPECT_EQ(TextOf("SELECT count(*) FROM thing WHERE amount IS NULL"), "1");
}

TEST_F(ConnectionTest, TooManyParametersAreReportedByRun) {
  EXPECT_THAT(connection_.Run("INSERT INTO thing (word) VALUES (?)", "a", "b"),
              HasCode(StatusCode::kInternal));
}

TEST_F(ConnectionTest, EachStopsAtTheFirstErrorOfTheRowFunction) {
  MustSucceed(connection_.Execute("INSERT INTO thing (id) VALUES (1), (2), (3)"));
  Statement query = ValueOf(connection_.Prepare("SELECT id FROM thing"));
  int rows = 0;
  const Status status = query.Each([&](const Statement&) {
    ++rows;
    return rows == 2 ? Cancelled("enough") : Status();
  });
  EXPECT_THAT(status, HasCode(StatusCode::kCancelled));
  EXPECT_EQ(rows, 2);
}

TEST_F(ConnectionTest, AReadOnlyConnectionReadsAndCannotWrite) {
  MustSucceed(connection_.Execute("INSERT INTO thing (id) VALUES (7)"));
  Connection reader = ValueOf(Connection::Open(connection_.path(), Access::kReadOnly));
  Statement query = ValueOf(reader.Prepare("SELECT id FROM thing"));
  ASSERT_TRUE(ValueOf(query.Step()));
  EXPECT_EQ(query.GetInt(0), 7);
  EXPECT_THAT(reader.Run("DELETE FROM thing"), HasCode(StatusCode::kPermissionDenied));
}

TEST_F(ConnectionTest, AMissingDatabaseIsNotCreatedForReading) {
  const auto path = folder_.path() / "none.db";
  EXPECT_THAT(Connection::Open(path, Access::kReadOnly), HasCode(StatusCode::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace srnet::sqlite
