#include "worker/cache/lru_index.h"

#include "common/status/status.h"

namespace srnet::cache {

void LruIndex::Insert(const Digest& digest, std::int64_t bytes) {
  if (Contains(digest)) return Touch(digest);
  entries_[digest] = by_use_.insert(by_use_.end(), Entry{digest, bytes});
  bytes_ += bytes;
}

void LruIndex::Touch(const Digest& digest) {
  const auto entry = entries_.find(digest);
  if (entry != entries_.end()) by_use_.splice(by_use_.end(), by_use_, entry->second);
}

void LruIndex::Erase(const Digest& digest) {
  const auto entry = entries_.find(digest);
  if (entry == entries_.end()) return;
  bytes_ -= entry->second->bytes;
  by_use_.erase(entry->second);
  entries_.erase(entry);
}

void LruIndex::Unpin(const Digest& digest) {
  const auto pin = pins_.find(digest);
  SRNET_CHECK(pin != pins_.end());
  if (--pin->second == 0) pins_.erase(pin);
}

std::vector<Digest> LruIndex::Evict(std::int64_t limit) {
  std::vector<Digest> evicted;
  for (auto entry = by_use_.begin(); entry != by_use_.end() && bytes_ > limit;) {
    const Digest digest = (entry++)->digest;
    if (pins_.contains(digest)) continue;
    Erase(digest);
    evicted.push_back(digest);
  }
  return evicted;
}

}  // namespace srnet::cache
