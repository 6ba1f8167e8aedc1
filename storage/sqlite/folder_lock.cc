#include "storage/sqlite/folder_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>

#include "common/files/errno_status.h"
#include "common/files/files.h"

namespace srnet::sqlite {
namespace {

// Courtesy only, for the message of whoever comes second.
std::string HolderOf(const std::filesystem::path& path) {
  const StatusOr<std::string> text = ReadFile(path, 64);
  if (!text.ok() || text->empty()) return "another process";
  return "process " + text->substr(0, text->find('\n'));
}

Status WriteHolder(const FileDescriptor& file, const std::filesystem::path& path) {
  const std::string text = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file.get(), 0) != 0 || ::pwrite(file.get(), text.data(), text.size(), 0) < 0) {
    return ErrnoStatus(errno, "cannot write {}", path.native());
  }
  return Status();
}

}  // namespace

StatusOr<FolderLock> FolderLock::Acquire(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "lock";
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());

  // An open file description's lock: unlike a process's, it also holds against a second opener in this
  // process and is not lost when some other descriptor of the file is closed.
  struct flock whole_file {};
  whole_file.l_type = F_WRLCK;
  whole_file.l_whence = SEEK_SET;
  if (::fcntl(file.get(), F_OFD_SETLK, &whole_file) != 0) {
    if (errno != EAGAIN && errno != EACCES) return ErrnoStatus(errno, "cannot lock {}", path.native());
    return FailedPrecondition("the state folder {} is in use by {}: stop it, or choose another folder",
                              folder.native(), HolderOf(path));
  }
  SRNET_RETURN_IF_ERROR(WriteHolder(file, path));
  return FolderLock(std::move(file));
}

}  // namespace srnet::sqlite
