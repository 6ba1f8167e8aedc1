// A write transaction that ends as it began unless it is committed, and savepoints inside it.
//
// Begin takes the write lock at once (BEGIN IMMEDIATE), so a transaction never fails half-way for want of it:
// UNAVAILABLE after the busy timeout. After Commit returns OK the changes are on the disk. Store functions
// that write take a Transaction&, those that read a Connection&. Same thread as the connection, which must
// outlive both.
#pragma once

#include "common/status/status.h"
#include "storage/sqlite/connection.h"

namespace srnet::sqlite {

class Transaction {
 public:
  static StatusOr<Transaction> Begin(Connection& connection);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();  // Rolls back unless committed.

  Status Commit();

  // False when SQLite itself has rolled back, as it may on a full disk: nothing written so far will be kept.
  bool alive() const { return connection_ != nullptr && connection_->in_transaction(); }

  Connection& connection() { return *connection_; }

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}

  Connection* connection_;  // Null once committed or moved from.
};

// What happens after Begin is undone by the destructor unless Release was called. Strictly nested.
class Savepoint {
 public:
  static StatusOr<Savepoint> Begin(Transaction& transaction);
  Savepoint(Savepoint&& other) noexcept;
  Savepoint& operator=(Savepoint&&) = delete;
  ~Savepoint();

  Status Release();

 private:
  explicit Savepoint(Connection& connection) : connection_(&connection) {}

  Connection* connection_;
};

// Several reads of one state of the database: a snapshot from the first read until destruction. Inside a
// transaction or another snapshot it is that one.
class ReadSnapshot {
 public:
  static StatusOr<ReadSnapshot> Begin(Connection& connection);
  ReadSnapshot(ReadSnapshot&& other) noexcept;
  ReadSnapshot& operator=(ReadSnapshot&&) = delete;
  ~ReadSnapshot();

 private:
  explicit ReadSnapshot(Connection* connection) : connection_(connection) {}

  Connection* connection_;  // Null when an outer one goes on.
};

}  // namespace srnet::sqlite
