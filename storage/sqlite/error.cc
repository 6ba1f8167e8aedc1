#include "storage/sqlite/error.h"

#include <sqlite3.h>

#include <array>
#include <string>

#include "common/files/errno_status.h"

namespace srnet::sqlite {
namespace {

struct Meaning {
  StatusCode code;
  std::string_view remedy;
};

constexpr std::string_view kFreeSpace = "disk is full: free space under the folder of this file and restart";
constexpr std::string_view kDamaged =
    "the file is damaged: restore it from a backup, or move the state folder away";
constexpr std::string_view kDevice = "the device failed: see the kernel's log";
constexpr std::string_view kProgramError = "this is an error of the program: please report it";

Meaning MeaningOfConstraint(int code) {
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {StatusCode::kAlreadyExists, "a row with this key is there already"};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {StatusCode::kInvalidArgument, "a row that this one refers to is missing"};
    default:
      return {StatusCode::kInvalidArgument, "the values break a rule of the schema"};
  }
}

// The errno that a file of the database last failed with, 0 when it never did.
int LastErrno(sqlite3_file* file) {
  int error = 0;
  if (file == nullptr || file->pMethods == nullptr) return 0;
  return file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) == SQLITE_OK ? error : 0;
}

// sqlite3_system_errno alone often reads what a later call left: the files themselves remember.
std::array<int, 3> SystemErrors(sqlite3* database) {
  if (database == nullptr) return {};
  sqlite3_file* main = nullptr;
  sqlite3_file* log = nullptr;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &main);
  sqlite3_file_control(database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
  return {sqlite3_system_errno(database), LastErrno(log), LastErrno(main)};
}

// A quota or a limit on the size of files is to SQLite a device that fails; only a disk without space is FULL
// to it.
Meaning MeaningOfFailedAccess(sqlite3* database) {
  for (const int error : SystemErrors(database)) {
    if (error != 0 && CodeOfErrno(error) == StatusCode::kResourceExhausted) {
      return {StatusCode::kResourceExhausted, kFreeSpace};
    }
  }
  return {StatusCode::kDataLoss, kDevice};
}

// A file that cannot be opened: the system's own error says more than SQLite's code.
Meaning MeaningOfFailedOpen(sqlite3* database) {
  const int error = database == nullptr ? 0 : sqlite3_system_errno(database);
  const StatusCode code = error == 0 ? StatusCode::kPermissionDenied : CodeOfErrno(error);
  return {code, "check that the folder is there, is yours and has space"};
}

Meaning MeaningOf(sqlite3* database, int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return {StatusCode::kResourceExhausted, kFreeSpace};
    case SQLITE_NOMEM:
      return {StatusCode::kResourceExhausted, "out of memory"};
    case SQLITE_TOOBIG:
      return {StatusCode::kInvalidArgument, "a text or blob is larger than SQLite can keep"};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {StatusCode::kDataLoss, kDamaged};
    case SQLITE_IOERR:
      return MeaningOfFailedAccess(database);
    case SQLITE_CANTOPEN:
      return MeaningOfFailedOpen(database);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {StatusCode::kUnavailable, "another process holds the database: stop it and try again"};
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return {StatusCode::kPermissionDenied, "make the file and its folder writable for this user"};
    case SQLITE_SCHEMA:
      return {StatusCode::kFailedPrecondition, "the schema changed under the program: restart it"};
    case SQLITE_CONSTRAINT:
      return MeaningOfConstraint(code);
    default:
      return {StatusCode::kInternal, kProgramError};
  }
}

}  // namespace

Status ErrorStatus(sqlite3* database, int code, const std::filesystem::path& path, std::string_view action) {
  const Meaning meaning = MeaningOf(database, code);
  // SQLITE_MISUSE and a failed open leave no text of their own.
  const char* text = database == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(database);
  const std::string message =
      fmt::format("{}: {} (SQLite {}, at \"{}\"): {}", path.native(), text, code, action, meaning.remedy);
  return Status(meaning.code, absl::string_view(message.data(), message.size()));
}

}  // namespace srnet::sqlite
