#include "storage/artifacts/blob_check.h"

#include <fcntl.h>

#include <algorithm>
#include <string>
#include <utility>

#include "storage/artifacts/file_io.h"

namespace srnet::artifacts {

BlobCheck::BlobCheck(const ArtifactStore& store, const Digest& digest, std::optional<std::int64_t> bytes)
    : digest_(digest), path_(store.PathOf(digest)) {
  OpenFile(path_, bytes);
}

void BlobCheck::OpenFile(const std::filesystem::path& path, std::optional<std::int64_t> bytes) {
  StatusOr<FileDescriptor> file = OpenRegularFile(path);
  if (!file.ok()) {
    fault_ = absl::IsNotFound(file.status()) ? BlobFault::kMissing : BlobFault::kUnreadable;
    return;
  }
  file_ = *std::move(file);
  const StatusOr<std::int64_t> size = SizeOf(file_, path);
  if (!size.ok()) {
    fault_ = BlobFault::kUnreadable;
    return;
  }
  size_ = *size;
  if (bytes && size_ < *bytes) fault_ = BlobFault::kShort;
}

std::int64_t BlobCheck::Read(std::int64_t limit) {
  if (done()) return 0;
  const StatusOr<std::string> piece = ReadAt(file_, offset_, std::min(limit, size_ - offset_), path_);
  if (!piece.ok()) {
    fault_ = BlobFault::kUnreadable;
    return 0;
  }
  const auto read = static_cast<std::int64_t>(piece->size());
  hash_.Update(*piece);
  ::posix_fadvise(file_.get(), offset_, read, POSIX_FADV_DONTNEED);
  offset_ += read;
  // A file that is cut while it is read ends early, with another digest.
  if (offset_ == size_ || read == 0)
    fault_ = hash_.Finish() == digest_ ? BlobFault::kNone : BlobFault::kWrong;
  return read;
}

}  // namespace srnet::artifacts
