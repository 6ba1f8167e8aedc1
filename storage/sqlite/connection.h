// One open database: owns the handle and a cache of its prepared statements.
//
// Every connection has WAL, synchronous=FULL (an acknowledged commit survives loss of power), foreign keys on
// and a busy timeout. Failures are the codes of error.h. A connection and its statements belong to one thread
// at a time; statements must not outlive it, while moving it is safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "common/status/status.h"
#include "storage/sqlite/statement.h"

namespace srnet::sqlite {

enum class Access {
  kReadWrite,  // Creates the file when there is none.
  kReadOnly,   // NOT_FOUND when there is none.
};

class Connection {
 public:
  static StatusOr<Connection> Open(const std::filesystem::path& path, Access access);
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;
  ~Connection();

  // One statement, compiled on first use and cached by its text.
  StatusOr<Statement> Prepare(std::string_view sql);

  // A script of any number of statements without parameters, for schema steps and pragmas.
  Status Execute(std::string_view script);

  // Prepares, binds in order, and runs a statement that returns no rows.
  template <typename... Values>
  Status Run(std::string_view sql, const Values&... values) {
    SRNET_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
    (statement.Bind(values), ...);
    return statement.Run();
  }

  // Prepares and binds in order; step through the rows with Statement::Step or Each.
  template <typename... Values>
  StatusOr<Statement> Query(std::string_view sql, const Values&... values) {
    SRNET_ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
    (statement.Bind(values), ...);
    return statement;
  }

  std::int64_t changes() const;         // Rows changed by the last INSERT, UPDATE or DELETE.
  std::int64_t last_insert_id() const;  // Row id of the last INSERT.
  bool in_transaction() const;
  const std::filesystem::path& path() const;

 private:
  explicit Connection(std::unique_ptr<ConnectionState> state);

  std::unique_ptr<ConnectionState> state_;
};

}  // namespace srnet::sqlite
