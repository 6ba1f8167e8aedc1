#include "worker/cache/blob_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/digest/sha256.h"
#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"

namespace srnet::cache {

Status VerifyBlob(const std::filesystem::path& file, const Digest& digest, std::int64_t bytes) {
  struct stat info {};
  if (::stat(file.c_str(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", file.native());
  if (!S_ISREG(info.st_mode)) return InvalidArgument("{} is not a regular file", file.native());
  if (info.st_size != bytes) {
    return DataLoss("{} has {} bytes instead of the {} of blob {}", file.native(), info.st_size, bytes,
                    digest.ToHex());
  }
  SRNET_ASSIGN_OR_RETURN(const Digest actual, DigestOfFile(file));
  if (actual != digest) {
    return DataLoss("{} has the digest {} instead of {}", file.native(), actual.ToHex(), digest.ToHex());
  }
  return absl::OkStatus();
}

Status SealBlob(const std::filesystem::path& file, const Digest& digest, std::int64_t bytes) {
  if (Status status = VerifyBlob(file, digest, bytes); !status.ok()) {
    if (status.code() == StatusCode::kDataLoss) ::unlink(file.c_str());
    return status;
  }
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return ErrnoStatus(errno, "cannot open {}", file.native());
  // The mode comes last: a file that the disk refuses must stay one that can be written again.
  if (::fsync(descriptor.get()) != 0) return ErrnoStatus(errno, "cannot fsync {}", file.native());
  if (::fchmod(descriptor.get(), 0444) != 0)
    return ErrnoStatus(errno, "cannot change the mode of {}", file.native());
  return absl::OkStatus();
}

}  // namespace srnet::cache
