#include "storage/artifacts/blob.h"

#include <algorithm>

#include "storage/artifacts/file_io.h"

namespace srnet::artifacts {

StatusOr<std::string> Blob::Read(std::int64_t offset, std::int64_t length) const {
  if (offset < 0 || offset > bytes_ || length < 0) {
    return OutOfRange("bytes {} to {} of blob {}, which has {}", offset, offset + length, digest_.ToHex(),
                      bytes_);
  }
  const std::int64_t wanted = std::min(length, bytes_ - offset);
  SRNET_ASSIGN_OR_RETURN(std::string bytes, ReadAt(file_, offset, wanted, path_));
  if (static_cast<std::int64_t>(bytes.size()) == wanted) return bytes;
  return DataLoss("{} was cut to {} of its {} bytes: restore it from a backup", path_.native(),
                  offset + static_cast<std::int64_t>(bytes.size()), bytes_);
}

}  // namespace srnet::artifacts
