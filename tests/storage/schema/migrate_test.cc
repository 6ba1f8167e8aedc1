#include "storage/schema/migrate.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "common/files/files.h"
#include "tests/storage/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::storage {
namespace {

using testing::IsError;
using testing::IsOk;
using testing::MustSucceed;
using testing::ValueOf;

constexpr SchemaStep kFirst{1, "0001_first", "CREATE TABLE one (a INTEGER) STRICT"};
constexpr SchemaStep kSecond{2, "0002_second",
                             "CREATE TABLE two (b INTEGER) STRICT; INSERT INTO two SELECT a FROM one"};

class MigrateTest : public ::testing::Test {
 protected:
  MigrateTest()
      : connection_(ValueOf(sqlite::Connection::Open(folder_.path() / "t.db", sqlite::Access::kReadWrite))) {}

  Status Migrate(const std::vector<SchemaStep>& steps, std::string_view version = "1.0.0") {
    return MigrateSchema(connection_, steps, version, 1234);
  }
  std::int64_t Number(std::string_view sql) {
    auto query = ValueOf(connection_.Prepare(sql));
    SRNET_CHECK(ValueOf(query.Step()));
    return query.GetInt(0);
  }

  testing::TemporaryDirectory folder_;
  sqlite::Connection connection_;
};

TEST_F(MigrateTest, AllStepsYieldTheSchemaThatIsCheckedIn) {
  MustSucceed(Migrate(SchemaSteps()));
  const std::string schema = ValueOf(DescribeSchema(connection_));
  if (std::getenv("SRNET_WRITE_SCHEMA") != nullptr)
    MustSucceed(WriteFileAtomically(SRNET_SCHEMA_FILE, schema));
  EXPECT_EQ(schema, ValueOf(ReadFile(SRNET_SCHEMA_FILE, 1 << 20)))
      << "after adding a step, run this test with SRNET_WRITE_SCHEMA=1 and check the difference in";
}

TEST_F(MigrateTest, AllTablesAreStrict) {
  MustSucceed(Migrate(SchemaSteps()));
  EXPECT_EQ(Number("SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 "
                   "AND name NOT LIKE 'sqlite%'"),
            0);
}

TEST_F(MigrateTest, ASecondRunChangesNothing) {
  MustSucceed(Migrate(SchemaSteps()));
  const std::int64_t before = Number("PRAGMA data_version");
  MustSucceed(Migrate(SchemaSteps(), "9.9.9"));
  EXPECT_EQ(Number("PRAGMA data_version"), before);
  EXPECT_EQ(Number("SELECT count(*) FROM schema_migration WHERE program_version = '9.9.9'"), 0);
}

TEST_F(MigrateTest, AnOlderDatabaseGetsTheMissingStepsAndKeepsItsRows) {
  MustSucceed(Migrate({kFirst}));
  MustSucceed(connection_.Execute("INSERT INTO one VALUES (42)"));
  MustSucceed(Migrate({kFirst, kSecond}));
  EXPECT_EQ(Number("SELECT b FROM two"), 42);
}

TEST_F(MigrateTest, ANewerDatabaseIsRefusedWithTheVersionThatWroteIt) {
  MustSucceed(Migrate({kFirst, kSecond}, "3.1.0"));
  EXPECT_THAT(Migrate({kFirst}, "1.0.0"),
              IsError(StatusCode::kFailedPrecondition, "run srnet 3.1.0 or newer"));
}

TEST_F(MigrateTest, AnAlteredStepIsRefused) {
  MustSucceed(Migrate({kFirst}));
  SchemaStep altered = kFirst;
  altered.sql = "CREATE TABLE one (a INTEGER, sneaked INTEGER) STRICT";
  EXPECT_THAT(Migrate({altered, kSecond}),
              IsError(StatusCode::kFailedPrecondition, "differs from step 0001_first"));
}

TEST_F(MigrateTest, AFailingStepLeavesTheDatabaseAsItWas) {
  MustSucceed(Migrate({kFirst}));
  const std::string before = ValueOf(DescribeSchema(connection_));
  const SchemaStep broken{3, "0003_broken", "CREATE TABLE three (c INTEGER) STRICT; SELECT nonsense"};
  EXPECT_FALSE(Migrate({kFirst, kSecond, broken}).ok());
  EXPECT_EQ(ValueOf(DescribeSchema(connection_)), before);
  EXPECT_EQ(Number("SELECT count(*) FROM schema_migration"), 1);
}

TEST_F(MigrateTest, AnotherProgramsDatabaseIsRefused) {
  MustSucceed(connection_.Execute("CREATE TABLE bookmarks (url TEXT)"));
  EXPECT_THAT(Migrate(SchemaSteps()), IsError(StatusCode::kFailedPrecondition, "of another program"));
  EXPECT_EQ(Number("SELECT count(*) FROM sqlite_schema"), 1);
}

}  // namespace
}  // namespace srnet::storage
