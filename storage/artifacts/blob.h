// An open blob, read in any order. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/digest/digest.h"
#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::artifacts {

class Blob {
 public:
  std::int64_t bytes() const { return bytes_; }
  const Digest& digest() const { return digest_; }

  // At most `length` bytes from `offset`; fewer only at the end. OUT_OF_RANGE beyond the end. DATA_LOSS: the
  // file is shorter than it was.
  StatusOr<std::string> Read(std::int64_t offset, std::int64_t length) const;

 private:
  friend class ArtifactStore;
  Blob() = default;

  Digest digest_;
  std::int64_t bytes_ = 0;
  std::filesystem::path path_;
  FileDescriptor file_;
};

}  // namespace srnet::artifacts
