#include "storage/sqlite/error.h"

#include <sqlite3.h>

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

// Files that cannot be opened, read or written: the system's own error says more than SQLite's code.
Meaning MeaningOfSystemError(sqlite3* database, StatusCode otherwise, std::string_view remedy) {
  const int error = database == nullptr ? 0 : sqlite3_system_errno(database);
  const StatusCode code = error == 0 ? otherwise : CodeOfErrno(error);
  return {code, code == StatusCode::kResourceExhausted ? kFreeSpace : remedy};
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
      return MeaningOfSystemError(database, StatusCode::kDataLoss, kDevice);
    case SQLITE_CANTOPEN:
      return MeaningOfSystemError(database, StatusCode::kPermissionDenied,
                                  "check that the folder is there and yours");
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
