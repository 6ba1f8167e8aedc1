// A blob on its way in. Given up by destruction; what has arrived stays and a later upload of the digest goes
// on there.
//
// One thread at a time. The exclusive lock on the file in incoming/ is what keeps two uploads of one digest
// apart.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "common/digest/digest.h"
#include "common/digest/sha256.h"
#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::artifacts {

class Upload {
 public:
  // How many bytes are already there: where the sender goes on.
  std::int64_t offset() const { return offset_; }
  bool complete() const { return offset_ == bytes_; }

  // `at` must be offset(), so that a repeated or lost chunk is noticed: INVALID_ARGUMENT; so are more bytes
  // than were announced. RESOURCE_EXHAUSTED: the disk is full, or down to its reserve; what
  // had arrived before stays.
  Status Append(std::int64_t at, std::string_view bytes);

  // Makes the blob visible and durable. FAILED_PRECONDITION: bytes are missing. DATA_LOSS: the content has
  // another digest; it is thrown away and the upload starts again from nothing. RESOURCE_EXHAUSTED: the disk
  // is full; what has arrived stays, and another upload of the digest has nothing to send but can finish.
  Status Finish();

 private:
  friend class ArtifactStore;
  Upload() = default;
  Status Restart();

  Digest digest_;
  std::int64_t bytes_ = 0;
  std::int64_t offset_ = 0;
  std::int64_t disk_reserve_ = 0;
  std::filesystem::path incoming_;
  std::filesystem::path blob_;
  FileDescriptor file_;  // Invalid when the blob was there from the start or is finished.
  Sha256 hash_;
};

}  // namespace srnet::artifacts
