// A prepared statement: chained typed binds, then rows.
//
//   SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare("SELECT key, kind FROM stage WHERE id = ?"));
//   query.Bind(id);
//   SRNET_RETURN_IF_ERROR(query.Each([&](const Statement& row) { use(row.GetDigest(0), row.GetText(1)); }));
//
// A failed bind is reported by the next Step or Run, so chains need no checks. Destruction resets the
// statement and gives it back to the connection's cache. Lives on its connection's thread and must not
// outlive the connection.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "common/digest/digest.h"
#include "common/status/status.h"

struct sqlite3_stmt;

namespace srnet::sqlite {

struct ConnectionState;

class Statement {
 public:
  Statement(Statement&&) noexcept;
  Statement& operator=(Statement&&) noexcept;
  ~Statement();

  // Binds the next parameter. Text and blobs are copied. An empty optional is NULL.
  Statement& Bind(std::int64_t value);
  Statement& Bind(double value);
  Statement& Bind(std::string_view text);
  Statement& Bind(const Digest& digest);
  Statement& Bind(std::nullopt_t);
  Statement& Bind(int value) { return Bind(std::int64_t{value}); }
  Statement& Bind(const char* text) { return Bind(std::string_view(text)); }
  Statement& Bind(const std::string& text) { return Bind(std::string_view(text)); }
  template <typename T>
  Statement& Bind(const std::optional<T>& value) {
    if (!value.has_value()) return Bind(std::nullopt);
    return Bind(value.value());
  }

  // True when there is a row to read, false at the end.
  StatusOr<bool> Step();

  // Runs to the end.
  Status Run();

  // Back to before the first Bind. Step does it at the end of the rows and after an error, Run always.
  void Reset();

  // Calls `row` with this statement for each row. A Status that `row` returns ends the walk.
  template <typename Row>
  Status Each(Row&& row) {
    while (true) {
      SRNET_ASSIGN_OR_RETURN(const bool more, Step());
      if (!more) return Status();
      if constexpr (std::is_void_v<std::invoke_result_t<Row, const Statement&>>) {
        row(std::as_const(*this));
      } else {
        SRNET_RETURN_IF_ERROR(row(std::as_const(*this)));
      }
    }
  }

  // Columns of the current row, from 0. NULL reads as 0, empty text or a zero digest.
  std::int64_t GetInt(int column) const;
  double GetReal(int column) const;
  std::string GetText(int column) const;
  Digest GetDigest(int column) const;  // Zero unless the blob has 32 bytes.
  bool IsNull(int column) const;

 private:
  friend class Connection;
  Statement(ConnectionState* owner, sqlite3_stmt* handle, bool* cached_use)
      : owner_(owner), handle_(handle), cached_use_(cached_use) {}
  Statement& Check(int code);
  void GiveBack();

  ConnectionState* owner_;
  sqlite3_stmt* handle_;  // Null once moved from.
  bool* cached_use_;      // The cache's mark that the statement is in use; null when it is not cached.
  int next_parameter_ = 1;
  int bind_error_ = 0;
};

}  // namespace srnet::sqlite
