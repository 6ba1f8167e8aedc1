// Content-addressed blobs on a disk: immutable, named by their SHA-256, visible only when whole and durable.
//
//   FOLDER/blobs/ab/cdef...   a blob of digest abcdef...
//   FOLDER/incoming/<digest>  an upload in progress; removed when the store is opened, or abandoned
//   FOLDER/removing/<digest>  a blob on its way out (collection.h); put back when the store is opened
//
// A blob is written under incoming/, fsynced, checked against its digest and size, renamed, and its folder
// fsynced: a crash or a full disk at any moment leaves no half-written blob. A full disk is
// RESOURCE_EXHAUSTED. Any thread; one process at a time owns the folder.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "storage/artifacts/blob.h"
#include "storage/artifacts/upload.h"

namespace srnet::artifacts {

class ArtifactStore {
 public:
  // Creates the folders when missing, removes what uploads of an earlier process left, and puts back what it
  // was about to remove. Uploads are RESOURCE_EXHAUSTED as long as they would leave less than `disk_reserve`
  // bytes of the disk free.
  static StatusOr<ArtifactStore> Open(const std::filesystem::path& folder, std::int64_t disk_reserve = 0);

  // Continues an upload of this digest that was given up, or starts one. ABORTED: another one is under way.
  // When the blob is there already, its name durable, the upload is complete at once (offset() == bytes) and
  // Finish does nothing. INVALID_ARGUMENT: negative bytes, or a blob of this digest has another size.
  StatusOr<Upload> BeginUpload(const Digest& digest, std::int64_t bytes) const;

  // Removes what uploads brought that nobody has gone on with for that long. One that is under way stays.
  Status RemoveAbandoned(std::chrono::seconds idle) const;

  // NOT_FOUND.
  StatusOr<Blob> OpenBlob(const Digest& digest) const;
  StatusOr<std::int64_t> Stat(const Digest& digest) const;  // Bytes.
  bool Contains(const Digest& digest) const;
  // As Stat, and from now on the blob is as new as one that was just uploaded: no collection (collection.h)
  // takes it for a grace period. Whoever tells somebody that the blob is there asks this.
  StatusOr<std::int64_t> Renew(const Digest& digest) const;
  // As Renew, once the blob would outlive a loss of power: another sender may have given it its name a moment
  // ago, or not been able to make that durable. Whoever writes down that something refers to the blob asks
  // this.
  StatusOr<std::int64_t> StatDurably(const Digest& digest) const;
  // Bytes that an unfinished upload has brought so far; 0 when there is none.
  std::int64_t IncomingBytes(const Digest& digest) const;

  // Of the disk, for uploads: what the reserve leaves of it. Empty when it cannot be told.
  std::optional<std::int64_t> FreeBytes() const;

  // Stores bytes in memory, for small blobs.
  StatusOr<Digest> Put(std::string_view bytes) const;

  // The whole content, for small blobs. DATA_LOSS when it does not match. RESOURCE_EXHAUSTED above `limit`.
  StatusOr<std::string> Get(const Digest& digest, std::int64_t limit) const;

  // Where the blob of that digest lies or would lie. Read-only for everyone.
  std::filesystem::path PathOf(const Digest& digest) const;

  const std::filesystem::path& folder() const { return folder_; }

 private:
  ArtifactStore(std::filesystem::path folder, std::int64_t disk_reserve)
      : folder_(std::move(folder)), disk_reserve_(disk_reserve) {}

  std::filesystem::path folder_;
  std::int64_t disk_reserve_;
};

}  // namespace srnet::artifacts
