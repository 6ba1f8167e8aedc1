// What a connection owns, shared with its statements. Internal to storage/sqlite.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace srnet::sqlite {

struct CachedStatement {
  sqlite3_stmt* handle = nullptr;
  bool in_use = false;
};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

struct ConnectionState {
  ~ConnectionState();

  std::filesystem::path path;
  sqlite3* handle = nullptr;
  std::unordered_map<std::string, CachedStatement, TextHash, std::equal_to<>> cache;
};

}  // namespace srnet::sqlite
