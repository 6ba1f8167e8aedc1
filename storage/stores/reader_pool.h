// Read connections for whoever answers queries: as many as are in use at once, each used by one thread at a
// time.
//
//   SRNET_ASSIGN_OR_RETURN(auto reader, pool.Borrow());
//   return QueryResults(*reader, filter, order, limit, page);
//
// Readers never wait for the writer nor it for them. Any thread; the pool must outlive what it lent.
#pragma once

#include <filesystem>
#include <mutex>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"

namespace srnet::storage {

class ReaderPool {
 public:
  class Reader {
   public:
    Reader(Reader&& other) noexcept;
    Reader& operator=(Reader&&) = delete;
    ~Reader();
    sqlite::Connection& operator*() { return connection_; }
    sqlite::Connection* operator->() { return &connection_; }

   private:
    friend class ReaderPool;
    Reader(ReaderPool* pool, sqlite::Connection connection);

    ReaderPool* pool_;  // Null once moved from.
    sqlite::Connection connection_;
  };

  explicit ReaderPool(std::filesystem::path database) : path_(std::move(database)) {}

  StatusOr<Reader> Borrow();

 private:
  void GiveBack(sqlite::Connection connection);

  std::filesystem::path path_;
  std::mutex mutex_;
  std::vector<sqlite::Connection> idle_;
};

}  // namespace srnet::storage
