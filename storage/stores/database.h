// The state folder of a coordinator: locked, opened and brought up to date.
//
//   FOLDER/lock              held while a coordinator runs
//   FOLDER/srnet.db (-wal, -shm)
//
// Open fails with FAILED_PRECONDITION when another process has the folder or the database is of another
// version of the program, DATA_LOSS when the file is damaged, and the codes of storage/sqlite/error.h.
// Movable; the lock is held until destruction. Any thread may call OpenReader.
#pragma once

#include <filesystem>
#include <string_view>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/folder_lock.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

class Database {
 public:
  // Creates the folder and an empty database when there are none.
  static StatusOr<Database> Open(const std::filesystem::path& folder, std::string_view program_version,
                                 Instant now);

  // The one connection that may write, to be given to the Writer. Once only.
  sqlite::Connection TakeWriteConnection();

  StatusOr<sqlite::Connection> OpenReader() const;

  const std::filesystem::path& path() const { return path_; }

 private:
  Database(sqlite::FolderLock lock, std::filesystem::path path, sqlite::Connection connection);

  sqlite::FolderLock lock_;
  std::filesystem::path path_;
  sqlite::Connection connection_;
};

}  // namespace srnet::storage
