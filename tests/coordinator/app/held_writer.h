// A storage that writes nothing for a while.
#pragma once

#include <filesystem>

#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"

namespace srnet::app {

// While it lives, everything that the coordinator wants to write waits.
class HeldWriter {
 public:
  explicit HeldWriter(const std::filesystem::path& state)
      : connection_(*sqlite::Connection::Open(state / "srnet.db", sqlite::Access::kReadWrite)),
        transaction_(*sqlite::Transaction::Begin(connection_)) {}

 private:
  sqlite::Connection connection_;
  sqlite::Transaction transaction_;
};

}  // namespace srnet::app
