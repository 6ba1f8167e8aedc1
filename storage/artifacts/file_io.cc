#include "storage/artifacts/file_io.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

#include "common/files/errno_status.h"
#include "common/files/files.h"

namespace srnet::artifacts {
namespace {

constexpr std::int64_t kPiece = 1 << 20;

Status SealAndRename(const FileDescriptor& file, const std::filesystem::path& from,
                     const std::filesystem::path& to) {
  if (::fchmod(file.get(), 0444) != 0)
    return ErrnoStatus(errno, "cannot change the mode of {}", from.native());
  // The last byte may have come a day ago.
  if (::futimens(file.get(), nullptr) != 0) return ErrnoStatus(errno, "cannot date {}", from.native());
  if (::fsync(file.get()) != 0) return ErrnoStatus(errno, "cannot fsync {}", from.native());
  if (::rename(from.c_str(), to.c_str()) != 0) {
    return ErrnoStatus(errno, "cannot rename {} to {}", from.native(), to.native());
  }
  return Status();
}

}  // namespace

Status WriteAll(const FileDescriptor& file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot write {}", path.native());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return Status();
}

StatusOr<std::string> ReadAt(const FileDescriptor& file, std::int64_t offset, std::int64_t length,
                             const std::filesystem::path& path) {
  std::string bytes(static_cast<std::size_t>(length), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::pread(file.get(), bytes.data() + done, bytes.size() - done,
                                  static_cast<off_t>(offset) + static_cast<off_t>(done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot read {}", path.native());
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Status ReadPieces(const FileDescriptor& file, std::int64_t length, const std::filesystem::path& path,
                  const std::function<Status(std::string_view)>& use) {
  for (std::int64_t offset = 0; offset < length;) {
    SRNET_ASSIGN_OR_RETURN(const std::string piece,
                           ReadAt(file, offset, std::min(kPiece, length - offset), path));
    if (piece.empty()) return DataLoss("{} ends after {} of {} bytes", path.native(), offset, length);
    SRNET_RETURN_IF_ERROR(use(piece));
    offset += static_cast<std::int64_t>(piece.size());
  }
  return Status();
}

StatusOr<FileDescriptor> OpenRegularFile(const std::filesystem::path& path) {
  // O_NONBLOCK: opening a pipe that nobody writes to must not wait.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid() && errno == ELOOP) {
    return InvalidArgument("{} is a symbolic link: give the file itself", path.native());
  }
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", path.native());
  if (!S_ISREG(info.st_mode)) return InvalidArgument("{} is no regular file", path.native());
  return file;
}

StatusOr<std::int64_t> SizeOf(const FileDescriptor& file, const std::filesystem::path& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", path.native());
  return static_cast<std::int64_t>(info.st_size);
}

std::optional<std::int64_t> AvailableBytes(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(path, error);
  if (error) return std::nullopt;
  return static_cast<std::int64_t>(space.available);
}

Status CheckRoom(const std::filesystem::path& file, std::int64_t bytes, std::int64_t reserve) {
  if (reserve == 0) return Status();
  const std::optional<std::int64_t> available = AvailableBytes(file.parent_path());
  if (!available || *available - bytes >= reserve) return Status();
  return ResourceExhausted(
      "cannot write {}: {} more bytes would leave less than the reserve of {} bytes free on this disk: free "
      "space on it",
      file.native(), bytes, reserve);
}

Status Publish(const FileDescriptor& file, const std::filesystem::path& from,
               const std::filesystem::path& to) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(to.parent_path()));
  struct stat before {};
  if (::fstat(file.get(), &before) != 0) return ErrnoStatus(errno, "cannot stat {}", from.native());
  if (Status renamed = SealAndRename(file, from, to); !renamed.ok()) {
    ::fchmod(file.get(), before.st_mode & 07777);
    return renamed;
  }
  return SyncDirectory(to.parent_path());
}

}  // namespace srnet::artifacts
