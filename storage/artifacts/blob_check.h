// Whether a blob on the disk is what its name says, read a little at a time.
//
// One thread at a time. What was read is dropped from the page cache, so that looking at everything once does
// not push out what is in use.
#pragma once

#include <cstdint>
#include <optional>

#include "common/digest/digest.h"
#include "common/digest/sha256.h"
#include "common/files/file_descriptor.h"
#include "common/status/status.h"
#include "storage/artifacts/artifact_store.h"

namespace srnet::artifacts {

enum class BlobFault {
  kNone,
  kMissing,
  kShort,       // Fewer bytes than it should have.
  kWrong,       // Another content.
  kUnreadable,  // The disk or its permissions do not let it be read.
};

class BlobCheck {
 public:
  // `bytes`: how many it should have, if that is known.
  BlobCheck(const ArtifactStore& store, const Digest& digest, std::optional<std::int64_t> bytes);

  // Reads at most so many bytes more and returns how many these were. A check that is done reads none.
  std::int64_t Read(std::int64_t limit);

  bool done() const { return fault_.has_value(); }
  BlobFault fault() const { return fault_.value_or(BlobFault::kNone); }  // Once it is done.

 private:
  void OpenFile(const std::filesystem::path& path, std::optional<std::int64_t> bytes);

  Digest digest_;
  std::filesystem::path path_;
  FileDescriptor file_;
  std::int64_t size_ = 0;
  std::int64_t offset_ = 0;
  Sha256 hash_;
  std::optional<BlobFault> fault_;
};

}  // namespace srnet::artifacts
