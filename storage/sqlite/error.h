// What an SQLite result code means to a caller: a status with the database's path, SQLite's own words and the
// remedy.
//
//   RESOURCE_EXHAUSTED   the disk is full, or memory is
//   DATA_LOSS            the file is damaged, is no database, or the device failed
//   UNAVAILABLE          another process holds the database
//   PERMISSION_DENIED    the file cannot be opened or written
//   FAILED_PRECONDITION  the schema changed under the program
//   ALREADY_EXISTS, INVALID_ARGUMENT   a unique key, any other constraint
//   INTERNAL             an error of this program
// Any thread.
#pragma once

#include <filesystem>
#include <string_view>

#include "common/status/status.h"

struct sqlite3;

namespace srnet::sqlite {

// `code` is an extended result code; `action` says what was tried: "commit", "open", the SQL text.
Status ErrorStatus(sqlite3* database, int code, const std::filesystem::path& path, std::string_view action);

}  // namespace srnet::sqlite
