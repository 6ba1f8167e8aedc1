#include "tests/support/small_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cstring>
#include <fstream>

namespace srnet::testing {
namespace {

bool WriteText(const char* file, const std::string& text) {
  std::ofstream stream(file);
  stream << text << std::flush;
  return stream.good();
}

// Whoever may not mount in a namespace of the machine's own may still be allowed to in one of their own.
bool EnterNamespace() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(CLONE_NEWNS) == 0) return true;
  if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
  return WriteText("/proc/self/setgroups", "deny") &&
         WriteText("/proc/self/uid_map", fmt::format("0 {} 1", user)) &&
         WriteText("/proc/self/gid_map", fmt::format("0 {} 1", group));
}

std::string Mount(const std::filesystem::path& folder, std::size_t bytes) {
  static const bool entered = EnterNamespace();
  const bool mounted =
      entered && ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
      ::mount("tmpfs", folder.c_str(), "tmpfs", 0, fmt::format("size={}", bytes).c_str()) == 0;
  return mounted ? "" : fmt::format("this machine allows no mounts: {}", std::strerror(errno));
}

std::size_t FreeBytes(const std::filesystem::path& folder) {
  struct statvfs info {};
  if (::statvfs(folder.c_str(), &info) != 0) std::abort();
  return info.f_bavail * info.f_frsize;
}

}  // namespace

SmallDisk::SmallDisk(std::size_t bytes) : mount_(folder_ / "disk") {
  std::filesystem::create_directory(mount_);
  refusal_ = Mount(mount_, bytes);
}

SmallDisk::~SmallDisk() {
  if (refusal_.empty()) ::umount2(mount_.c_str(), MNT_DETACH);
}

void SmallDisk::Fill(std::size_t left) {
  const int file = ::open((mount_ / "filler").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  // Others write meanwhile, so what was free a moment ago may be too much.
  std::size_t taken = 0;
  for (std::size_t free = FreeBytes(mount_); free > left; free = FreeBytes(mount_)) {
    const std::size_t piece = free - left;
    if (::posix_fallocate(file, static_cast<off_t>(taken), static_cast<off_t>(piece)) == 0) taken += piece;
  }
  ::close(file);
}

void SmallDisk::Free() { std::filesystem::remove(mount_ / "filler"); }

}  // namespace srnet::testing
