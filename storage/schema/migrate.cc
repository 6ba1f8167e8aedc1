#include "storage/schema/migrate.h"

#include "common/digest/sha256.h"
#include "storage/sqlite/transaction.h"

namespace srnet::storage {
namespace {

// "srnt": tells our databases from those of other programs.
constexpr std::int64_t kApplicationId = 0x73726e74;

constexpr std::string_view kMigrationTable =
    "CREATE TABLE schema_migration (\n"
    "  number INTEGER PRIMARY KEY,\n"
    "  name TEXT NOT NULL,\n"
    "  sha256 BLOB NOT NULL CHECK (length(sha256) = 32),\n"
    "  program_version TEXT NOT NULL,\n"
    "  applied_ms INTEGER NOT NULL\n"
    ") STRICT";

StatusOr<std::int64_t> ReadNumber(sqlite::Connection& connection, std::string_view sql) {
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Prepare(sql));
  SRNET_ASSIGN_OR_RETURN(const bool has_row, query.Step());
  return has_row ? query.GetInt(0) : 0;
}

// An empty database becomes ours; any other must be ours already.
Status ClaimDatabase(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(const std::int64_t id, ReadNumber(connection, "PRAGMA application_id"));
  if (id == kApplicationId) return Status();
  SRNET_ASSIGN_OR_RETURN(const std::int64_t objects,
                         ReadNumber(connection, "SELECT count(*) FROM sqlite_schema"));
  if (id != 0 || objects != 0) {
    return FailedPrecondition("{} is a database of another program: choose another state folder",
                              connection.path().native());
  }
  SRNET_RETURN_IF_ERROR(connection.Execute(fmt::format("PRAGMA application_id = {}", kApplicationId)));
  return connection.Execute(kMigrationTable);
}

Status Newer(const sqlite::Connection& connection, std::string_view name, std::string_view their_version,
             std::string_view our_version) {
  return FailedPrecondition(
      "{} was written by srnet {} (it has schema step {}), which this program, srnet {}, does not know: "
      "run srnet {} or newer",
      connection.path().native(), their_version, name, our_version, their_version);
}

// Compares the recorded steps with ours; returns how many of ours are there.
StatusOr<std::size_t> CheckHistory(sqlite::Connection& connection, const std::vector<SchemaStep>& steps,
                                   std::string_view program_version) {
  std::size_t known = 0;
  SRNET_ASSIGN_OR_RETURN(
      sqlite::Statement query,
      connection.Prepare(
          "SELECT number, name, sha256, program_version FROM schema_migration ORDER BY number"));
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    if (known == steps.size()) return Newer(connection, row.GetText(1), row.GetText(3), program_version);
    const SchemaStep& step = steps[known++];
    if (row.GetInt(0) == step.number && row.GetDigest(2) == DigestOf(step.sql)) return Status();
    return FailedPrecondition(
        "{}: schema step {} recorded by srnet {} differs from step {} of this program, srnet {}: "
        "use the program that wrote the database",
        connection.path().native(), row.GetText(1), row.GetText(3), step.name, program_version);
  }));
  return known;
}

Status Apply(sqlite::Connection& connection, const SchemaStep& step, std::string_view program_version,
             std::int64_t now_ms) {
  SRNET_RETURN_IF_ERROR(connection.Execute(step.sql));
  return connection.Run(
      "INSERT INTO schema_migration (number, name, sha256, program_version, applied_ms) VALUES (?, ?, ?, ?, "
      "?)",
      step.number, step.name, DigestOf(step.sql), program_version, now_ms);
}

}  // namespace

Status MigrateSchema(sqlite::Connection& connection, const std::vector<SchemaStep>& steps,
                     std::string_view program_version, std::int64_t now_ms) {
  SRNET_ASSIGN_OR_RETURN(sqlite::Transaction transaction, sqlite::Transaction::Begin(connection));
  SRNET_RETURN_IF_ERROR(ClaimDatabase(connection));
  SRNET_ASSIGN_OR_RETURN(const std::size_t known, CheckHistory(connection, steps, program_version));
  if (known == steps.size()) return Status();  // Rolls back the empty transaction: opening writes nothing.
  for (std::size_t i = known; i < steps.size(); ++i) {
    SRNET_RETURN_IF_ERROR(Apply(connection, steps[i], program_version, now_ms));
  }
  return transaction.Commit();
}

}  // namespace srnet::storage
