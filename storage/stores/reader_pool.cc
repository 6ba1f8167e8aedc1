#include "storage/stores/reader_pool.h"

#include <utility>

namespace srnet::storage {

ReaderPool::Reader::Reader(ReaderPool* pool, sqlite::Connection connection)
    : pool_(pool), connection_(std::move(connection)) {}

ReaderPool::Reader::Reader(Reader&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}

ReaderPool::Reader::~Reader() {
  if (pool_ != nullptr) pool_->GiveBack(std::move(connection_));
}

StatusOr<ReaderPool::Reader> ReaderPool::Borrow() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      Reader reader(this, std::move(idle_.back()));
      idle_.pop_back();
      return reader;
    }
  }
  SRNET_ASSIGN_OR_RETURN(auto connection, sqlite::Connection::Open(path_, sqlite::Access::kReadOnly));
  return Reader(this, std::move(connection));
}

void ReaderPool::GiveBack(sqlite::Connection connection) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
}

}  // namespace srnet::storage
