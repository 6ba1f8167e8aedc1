#include "worker/app/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <thread>
#include <utility>

#include "common/files/errno_status.h"
#include "common/files/files.h"

namespace srnet::worker {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIdLength = 128;

StatusOr<FileDescriptor> OpenLock(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open the lock {}", path.native());
  return file;
}

bool TryLock(const FileDescriptor& file) { return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0; }

Status AwaitTrainers(const FileDescriptor& lock, const fs::path& state, std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!TryLock(lock)) {
    if (std::chrono::steady_clock::now() >= deadline) {
      return DeadlineExceeded(
          "trainers of an earlier worker still use {}: end them, or give this worker another --state",
          state.native());
    }
    // They were killed with their worker; it is a matter of milliseconds.
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return absl::OkStatus();
}

Status CheckId(const std::string& id) {
  const bool printable = std::ranges::all_of(id, [](char c) { return c > ' ' && c < 0x7f; });
  if (id.empty() || id.size() > kMaxIdLength || !printable) {
    return InvalidArgument(
        "\"{}\" cannot be the id of a worker: use 1 to {} printable ASCII characters without spaces", id,
        kMaxIdLength);
  }
  return absl::OkStatus();
}

}  // namespace

StatusOr<StateFolder> StateFolder::Open(const fs::path& path, std::chrono::milliseconds patience) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(path));
  SRNET_ASSIGN_OR_RETURN(FileDescriptor worker_lock, OpenLock(path / "worker.lock"));
  if (!TryLock(worker_lock)) {
    return AlreadyExists("another worker uses {}: stop it, or give this one another --state", path.native());
  }
  SRNET_ASSIGN_OR_RETURN(FileDescriptor trainers_lock, OpenLock(path / "trainers.lock"));
  SRNET_RETURN_IF_ERROR(AwaitTrainers(trainers_lock, path, patience));
  return StateFolder(path, std::move(worker_lock), std::move(trainers_lock));
}

StatusOr<std::string> StateFolder::WorkerId(const std::string& given) const {
  const fs::path file = path_ / "worker-id";
  std::string id = given;
  if (id.empty()) {
    StatusOr<std::string> stored = ReadFile(file, 2 * kMaxIdLength);
    if (!stored.ok() && stored.status().code() != StatusCode::kNotFound) return stored.status();
    id = stored.ok() ? *std::move(stored) : fmt::format("{}-{}", HostName(), RandomHex(4));
    SRNET_RETURN_IF_ERROR(CheckId(id));
    if (!stored.ok()) SRNET_RETURN_IF_ERROR(WriteFileAtomically(file, id));
  }
  SRNET_RETURN_IF_ERROR(CheckId(id));
  return id;
}

std::string RandomHex(int bytes) {
  std::string hex;
  for (int i = 0; i < bytes; ++i) {
    unsigned char byte = 0;
    SRNET_CHECK(::getrandom(&byte, 1, 0) == 1);
    hex += fmt::format("{:02x}", byte);
  }
  return hex;
}

std::string HostName() {
  std::array<char, 256> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "localhost";
  return name.data();
}

}  // namespace srnet::worker
