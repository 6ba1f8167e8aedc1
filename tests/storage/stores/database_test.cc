#include "storage/stores/database.h"

#include <gmock/gmock.h>

#include <fstream>

#include "common/files/files.h"
#include "storage/schema/migrate.h"
#include "storage/stores/catalogue_store.h"
#include "storage/stores/reader_pool.h"
#include "tests/storage/support/store_contents.h"
#include "tests/storage/support/store_fixture.h"

namespace srnet::testing {
namespace {

TEST(Database, CreatesTheFolderAndOpensAgainWithItsRows) {
  const TemporaryDirectory folder;
  const auto state = folder / "a";
  {
    Database database = ValueOf(Database::Open(state / "b", "1.0.0", kNow));
    sqlite::Connection connection = database.TakeWriteConnection();
    auto transaction = ValueOf(sqlite::Transaction::Begin(connection));
    ValueOf(SubmitSweep(transaction, MakeChain("a")));
    MustSucceed(transaction.Commit());
  }
  const Database again = ValueOf(Database::Open(state / "b", "1.0.0", kNow));
  auto reader = ValueOf(again.OpenReader());
  EXPECT_THAT(ReadSweep(reader, SweepId{"sweep-a"}), IsOk());
}

TEST(Database, ASecondOpenerIsRefusedAndTheFirstGoesOn) {
  const TemporaryDirectory folder;
  Database first = ValueOf(Database::Open(folder.path(), "1.0.0", kNow));
  EXPECT_THAT(Database::Open(folder.path(), "1.0.0", kNow),
              IsError(StatusCode::kFailedPrecondition, "is in use by process"));
  EXPECT_THAT(first.OpenReader(), IsOk());
}

TEST(Database, ADamagedFileIsRefusedAndLeftAlone) {
  const TemporaryDirectory folder;
  const std::string garbage(10'000, 'x');
  std::ofstream(folder / "srnet.db") << garbage;
  EXPECT_THAT(Database::Open(folder.path(), "1.0.0", kNow), IsError(StatusCode::kDataLoss, "srnet.db"));
  EXPECT_EQ(ValueOf(ReadFile(folder / "srnet.db", 1 << 20)), garbage);
}

TEST(Database, ANewerDatabaseIsRefused) {
  const TemporaryDirectory folder;
  {
    Database database = ValueOf(Database::Open(folder.path(), "1.0.0", kNow));
    MustSucceed(database.TakeWriteConnection().Execute(
        "INSERT INTO schema_migration VALUES (9999, '9999_future', zeroblob(32), '7.0.0', 0)"));
  }
  EXPECT_THAT(Database::Open(folder.path(), "1.0.0", kNow),
              IsError(StatusCode::kFailedPrecondition, "run srnet 7.0.0 or newer"));
}

TEST(Database, AnOlderOneIsBroughtUpToDateWithItsRows) {
  const TemporaryDirectory folder;
  {
    auto old = ValueOf(sqlite::Connection::Open(folder / "srnet.db", sqlite::Access::kReadWrite));
    MustSucceed(MigrateSchema(old, {SchemaSteps().front()}, "0.1.0", 0));
    MustSucceed(old.Execute(
        "INSERT INTO worker VALUES ('w1', 'node', '0.1.0', 'active', 0, 0, '{}');"
        "INSERT INTO stage (id, key, kind, state, attempts, crashes, created_ms, canonical) VALUES "
        "(1, zeroblob(32), 'evaluate', 'leased', 1, 2, 0, '{}');"
        "INSERT INTO attempt (stage, worker, state, granted_ms) VALUES (1, 'w1', 'leased', 5)"));
  }
  const Database database = ValueOf(Database::Open(folder.path(), "1.0.0", kNow));
  auto reader = ValueOf(database.OpenReader());
  const StageRecord stage = ValueOf(ReadStage(reader, StageKey{}));
  EXPECT_EQ(stage.crashes, 2);
  EXPECT_EQ(stage.memory_class, 0);
  EXPECT_EQ(stage.checkpoint, 0);
  const auto attempts = AttemptsOf(reader, stage.id);
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0].started, std::nullopt);
}

TEST(Database, AnOlderCatalogueIsKeptAndTakesWordVectors) {
  const TemporaryDirectory folder;
  {
    auto old = ValueOf(sqlite::Connection::Open(folder / "srnet.db", sqlite::Access::kReadWrite));
    MustSucceed(MigrateSchema(old, {SchemaSteps().begin(), SchemaSteps().begin() + 2}, "0.1.0", 0));
    MustSucceed(
        old.Execute("INSERT INTO artifact VALUES (zeroblob(32), 3, 'tree', 0);"
                    "INSERT INTO catalogue VALUES (7, 'model', 'bert', zeroblob(32), 5, '{\"layers\":2}');"
                    "INSERT INTO artifact_ref (catalogue, name, digest) VALUES (7, 'tree', zeroblob(32))"));
    EXPECT_FALSE(
        old.Execute("INSERT INTO catalogue VALUES (8, 'vectors', 'crawl', zeroblob(32), 6, '{}')").ok());
  }
  Database database = ValueOf(Database::Open(folder.path(), "1.0.0", kNow));
  sqlite::Connection connection = database.TakeWriteConnection();
  const CatalogueEntry bert = ValueOf(ReadCatalogueEntry(connection, CatalogueKind::kModel, "bert"));
  EXPECT_EQ(bert.description, R"({"layers":2})");
  EXPECT_EQ(bert.created, Instant(std::chrono::milliseconds(5)));
  auto broken = ValueOf(connection.Query("PRAGMA foreign_key_check"));
  EXPECT_FALSE(ValueOf(broken.Step()));
  MustSucceed(
      connection.Execute("INSERT INTO catalogue VALUES (8, 'vectors', 'crawl', zeroblob(32), 6, '{}')"));
  EXPECT_FALSE(connection.Execute("DELETE FROM catalogue WHERE id = 7").ok()) << "it is still referred to";
}

TEST(ReaderPool, LendsAConnectionAgainOnceItIsBack) {
  const TemporaryDirectory folder;
  const Database database = ValueOf(Database::Open(folder.path(), "1.0.0", kNow));
  ReaderPool pool(database.path());
  const std::filesystem::path* first = nullptr;
  {
    auto reader = ValueOf(pool.Borrow());
    auto other = ValueOf(pool.Borrow());
    first = &reader->path();
    EXPECT_NE(&other->path(), first);
  }
  auto one = ValueOf(pool.Borrow());
  auto two = ValueOf(pool.Borrow());
  EXPECT_TRUE(&one->path() == first || &two->path() == first);
}

}  // namespace
}  // namespace srnet::testing
