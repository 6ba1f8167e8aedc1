#include "storage/sqlite/transaction.h"

#include <utility>

namespace srnet::sqlite {

StatusOr<Transaction> Transaction::Begin(Connection& connection) {
  SRNET_RETURN_IF_ERROR(connection.Run("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  // A rollback can only fail when SQLite has rolled back itself, which is what is wanted.
  if (alive()) connection_->Run("ROLLBACK").IgnoreError();
}

Status Transaction::Commit() {
  if (!alive())
    return Aborted("the transaction was rolled back by an earlier error: nothing of it is stored");
  SRNET_RETURN_IF_ERROR(connection_->Run("COMMIT"));
  connection_ = nullptr;
  return Status();
}

StatusOr<Savepoint> Savepoint::Begin(Transaction& transaction) {
  SRNET_RETURN_IF_ERROR(transaction.connection().Run("SAVEPOINT step"));
  return Savepoint(transaction.connection());
}

Savepoint::Savepoint(Savepoint&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}

Savepoint::~Savepoint() {
  if (connection_ == nullptr || !connection_->in_transaction()) return;
  // ROLLBACK TO keeps the savepoint itself; both can only fail when the whole transaction is gone.
  connection_->Run("ROLLBACK TO step").IgnoreError();
  connection_->Run("RELEASE step").IgnoreError();
}

Status Savepoint::Release() {
  SRNET_RETURN_IF_ERROR(connection_->Run("RELEASE step"));
  connection_ = nullptr;
  return Status();
}

StatusOr<ReadSnapshot> ReadSnapshot::Begin(Connection& connection) {
  if (connection.in_transaction()) return ReadSnapshot(nullptr);
  SRNET_RETURN_IF_ERROR(connection.Run("BEGIN"));
  return ReadSnapshot(&connection);
}

ReadSnapshot::ReadSnapshot(ReadSnapshot&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

ReadSnapshot::~ReadSnapshot() {
  if (connection_ != nullptr && connection_->in_transaction()) connection_->Run("COMMIT").IgnoreError();
}

}  // namespace srnet::sqlite
