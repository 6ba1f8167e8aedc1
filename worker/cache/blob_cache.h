// The blobs that a worker keeps at hand, under a limit of bytes.
//
//   FOLDER/blobs/ab/cdef...   a whole, verified, read-only blob of digest abcdef...
//   FOLDER/partial/<digest>   a download under way; removed when the cache is opened
//
// What is inserted must have been verified (SealBlob). The least recently used blobs go first; a pinned one
// never goes, so the cache may exceed its limit by what running attempts need. The order of use survives a
// restart as the modification times of the files. One process owns the folder. Lives on one thread, usually
// the control loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "worker/cache/lru_index.h"

namespace srnet::cache {

class BlobCache {
 public:
  // Makes the folder when missing. Files under blobs/ that are no blob by their name are removed.
  static StatusOr<std::unique_ptr<BlobCache>> Open(const std::filesystem::path& folder,
                                                   std::int64_t max_bytes);

  bool Contains(const Digest& digest) const { return index_.Contains(digest); }
  std::int64_t bytes() const { return index_.bytes(); }
  std::filesystem::path PathOf(const Digest& digest) const;
  std::filesystem::path PartialPathOf(const Digest& digest) const;

  // Marks the blob as just used.
  void Touch(const Digest& digest);

  // While pinned it is not evicted. Pins are counted and may come before the blob.
  void Pin(const Digest& digest) { index_.Pin(digest); }
  void Unpin(const Digest& digest);

  // Takes the sealed partial file in. RESOURCE_EXHAUSTED and others as the file system says; the file stays
  // then and can be written again.
  Status InsertPartial(const Digest& digest, std::int64_t bytes);

  // Takes a sealed file of the same file system in by a hard link; the file stays where it is.
  Status InsertLink(const Digest& digest, std::int64_t bytes, const std::filesystem::path& file);

  // Removes everything that is not pinned: the answer to a full disk.
  void Clear() { EvictTo(0); }

 private:
  BlobCache(std::filesystem::path folder, std::int64_t max_bytes)
      : folder_(std::move(folder)), max_bytes_(max_bytes) {}

  Status Scan();
  Status MakeFolderOf(const Digest& digest) const;
  Status MovePartial(const Digest& digest) const;
  void Inserted(const Digest& digest, std::int64_t bytes);
  void EvictTo(std::int64_t max_bytes);

  std::filesystem::path folder_;
  std::int64_t max_bytes_;
  LruIndex index_;
};

}  // namespace srnet::cache
