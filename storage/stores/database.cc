#include "storage/stores/database.h"

#include <utility>

#include "common/files/files.h"
#include "storage/schema/migrate.h"
#include "storage/stores/times.h"

namespace srnet::storage {

Database::Database(sqlite::FolderLock lock, std::filesystem::path path, sqlite::Connection connection)
    : lock_(std::move(lock)), path_(std::move(path)), connection_(std::move(connection)) {}

StatusOr<Database> Database::Open(const std::filesystem::path& folder, std::string_view program_version,
                                  Instant now) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder));
  SRNET_ASSIGN_OR_RETURN(sqlite::FolderLock lock, sqlite::FolderLock::Acquire(folder));
  std::filesystem::path path = folder / "srnet.db";
  SRNET_ASSIGN_OR_RETURN(auto connection, sqlite::Connection::Open(path, sqlite::Access::kReadWrite));
  SRNET_RETURN_IF_ERROR(MigrateSchema(connection, SchemaSteps(), program_version, ToMs(now)));
  // SQLite makes the file but not its name durable.
  SRNET_RETURN_IF_ERROR(SyncDirectory(folder));
  return Database(std::move(lock), std::move(path), std::move(connection));
}

sqlite::Connection Database::TakeWriteConnection() { return std::move(connection_); }

StatusOr<sqlite::Connection> Database::OpenReader() const {
  return sqlite::Connection::Open(path_, sqlite::Access::kReadOnly);
}

}  // namespace srnet::storage
