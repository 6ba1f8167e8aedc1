#include "common/files/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"
#include "common/files/incoming.h"

namespace srnet {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadSize = 1 << 16;

Status WriteAll(int descriptor, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot write {}", path.native());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

Status Fill(const Incoming& incoming, std::span<const std::string_view> pieces) {
  const fs::path& path = incoming.place();
  FileDescriptor file(::open(incoming.path().c_str(), O_WRONLY | O_CLOEXEC));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", incoming.path().native());
  for (const std::string_view bytes : pieces) SRNET_RETURN_IF_ERROR(WriteAll(file.get(), bytes, path));
  if (::fsync(file.get()) != 0) return ErrnoStatus(errno, "cannot fsync {}", path.native());
  if (const int error = file.Close(); error != 0) return ErrnoStatus(error, "cannot close {}", path.native());
  return absl::OkStatus();
}

// std::filesystem::copy_file calls a full disk an input/output error.
Status CopyInto(int output, const fs::path& source, const fs::path& target) {
  const FileDescriptor input(::open(source.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input.valid()) return ErrnoStatus(errno, "cannot open {}", source.native());
  std::string buffer(kReadSize, '\0');
  while (true) {
    const ssize_t count = ::read(input.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot read {}", source.native());
    if (count == 0) break;
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(count));
    SRNET_RETURN_IF_ERROR(WriteAll(output, bytes, target));
  }
  if (::fsync(output) != 0) return ErrnoStatus(errno, "cannot fsync {}", target.native());
  return absl::OkStatus();
}

Status TooLarge(const fs::path& path, std::uint64_t max_bytes) {
  return InvalidArgument("{} is larger than the {} bytes allowed here", path.native(), max_bytes);
}

}  // namespace

StatusOr<std::string> ReadFile(const fs::path& path, std::uint64_t max_bytes) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", path.native());
  const auto expected = static_cast<std::uint64_t>(std::max<off_t>(info.st_size, 0));
  if (expected > max_bytes) return TooLarge(path, max_bytes);

  // The size is only a hint: the file may grow, and pipes and /proc have none.
  std::string content;
  std::size_t size = 0;
  while (true) {
    if (size == content.size()) content.resize(std::max<std::size_t>(size + kReadSize, expected + 1));
    const ssize_t count = ::read(file.get(), content.data() + size, content.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot read {}", path.native());
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
    if (size > max_bytes) return TooLarge(path, max_bytes);
  }
  content.resize(size);
  return content;
}

Status WriteFileAtomically(const fs::path& path, std::string_view bytes) {
  return WriteFileAtomically(path, std::span(&bytes, 1));
}

Status WriteFileAtomically(const fs::path& path, std::span<const std::string_view> pieces) {
  SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::File(path));
  SRNET_RETURN_IF_ERROR(Fill(incoming, pieces));
  return incoming.Arrive();
}

Status CopyFile(const fs::path& source, const fs::path& target) {
  const FileDescriptor output(::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!output.valid()) return ErrnoStatus(errno, "cannot create {}", target.native());
  const Status copied = CopyInto(output.get(), source, target);
  if (!copied.ok()) ::unlink(target.c_str());
  return copied;
}

Status SyncDirectory(const fs::path& directory) {
  const FileDescriptor folder(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.valid()) return ErrnoStatus(errno, "cannot open the folder {}", directory.native());
  if (::fsync(folder.get()) != 0) return ErrnoStatus(errno, "cannot fsync the folder {}", directory.native());
  return absl::OkStatus();
}

fs::path ParentOf(const fs::path& path) {
  return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

Status MakeDirectories(const fs::path& directory) {
  if (directory.empty()) return InvalidArgument("the path of a folder is empty");
  struct stat info {};
  if (::stat(directory.c_str(), &info) == 0) {
    if (S_ISDIR(info.st_mode)) return absl::OkStatus();
    return FailedPrecondition("{} exists and is not a folder", directory.native());
  }
  if (errno != ENOENT) return ErrnoStatus(errno, "cannot stat {}", directory.native());
  const fs::path parent = ParentOf(directory);
  if (parent != directory) SRNET_RETURN_IF_ERROR(MakeDirectories(parent));
  // Another process may have been first, and "a/b/" names the folder that "a/b" just made.
  if (::mkdir(directory.c_str(), 0755) != 0 && errno != EEXIST) {
    return ErrnoStatus(errno, "cannot make the folder {}", directory.native());
  }
  return SyncDirectory(parent);
}

}  // namespace srnet
