// Which blobs a cache holds, how long ago each was used, and which must go to stay under a limit. Pure; one
// thread.
#pragma once

#include <cstdint>
#include <list>
#include <unordered_map>
#include <vector>

#include "common/digest/digest.h"

namespace srnet::cache {

class LruIndex {
 public:
  // As the most recently used. Known digests are only touched.
  void Insert(const Digest& digest, std::int64_t bytes);
  void Touch(const Digest& digest);
  void Erase(const Digest& digest);

  bool Contains(const Digest& digest) const { return entries_.contains(digest); }
  std::int64_t bytes() const { return bytes_; }

  // Pins are counted, and may come before the blob does.
  void Pin(const Digest& digest) { ++pins_[digest]; }
  void Unpin(const Digest& digest);

  // Takes the least recently used blobs that nobody pins out of the index until it holds at most `limit`
  // bytes, and returns them. May stay above the limit when the rest is pinned.
  std::vector<Digest> Evict(std::int64_t limit);

 private:
  struct Entry {
    Digest digest;
    std::int64_t bytes;
  };

  std::list<Entry> by_use_;  // Least recently used first.
  std::unordered_map<Digest, std::list<Entry>::iterator> entries_;
  std::unordered_map<Digest, int> pins_;
  std::int64_t bytes_ = 0;
};

}  // namespace srnet::cache
