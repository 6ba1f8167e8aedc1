#include "worker/app/state_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <thread>
#include <utility>

#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "common/logging/logger.h"

namespace srnet::worker {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIdLength = 128;
// In worker.lock while its owner stops.
constexpr std::string_view kEnding = "ending";

StatusOr<FileDescriptor> OpenLock(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open the lock {}", path.native());
  return file;
}

bool TryLock(const FileDescriptor& file) { return ::flock(file.get(), LOCK_EX | LOCK_NB) == 0; }

// Whether the lock could be had in time. The patience is asked for anew each time: it may turn out longer.
template <typename Patience>
bool AwaitLock(const FileDescriptor& lock, std::string_view owner, const fs::path& path, Patience patience) {
  const auto start = std::chrono::steady_clock::now();
  for (bool told = false; !TryLock(lock); told = true) {
    if (std::chrono::steady_clock::now() - start >= patience()) return false;
    if (!told)
      logging::LogInfo("waiting for the state folder", {{"folder", path.native()}, {"owner", owner}});
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return true;
}

bool IsEnding(const FileDescriptor& lock) {
  std::array<char, kEnding.size()> mark{};
  const ssize_t count = ::pread(lock.get(), mark.data(), mark.size(), 0);
  return count == static_cast<ssize_t>(kEnding.size()) &&
         std::string_view(mark.data(), mark.size()) == kEnding;
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

StatusOr<StateFolder> StateFolder::Open(const fs::path& path, const Patience& patience) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(path));
  SRNET_ASSIGN_OR_RETURN(FileDescriptor worker_lock, OpenLock(path / "worker.lock"));
  const auto for_worker = [&] { return IsEnding(worker_lock) ? patience.ending : patience.dying; };
  if (!AwaitLock(worker_lock, "another worker", path, for_worker)) {
    return AlreadyExists("another worker uses {}: stop it, or give this one another --state", path.native());
  }
  if (::ftruncate(worker_lock.get(), 0) != 0) return ErrnoStatus(errno, "cannot write in {}", path.native());
  SRNET_ASSIGN_OR_RETURN(FileDescriptor trainers_lock, OpenLock(path / "trainers.lock"));
  // They were killed with their worker, so it is a matter of milliseconds.
  const auto for_trainers = [&] { return patience.ending; };
  if (!AwaitLock(trainers_lock, "trainers of an earlier worker", path, for_trainers)) {
    return DeadlineExceeded(
        "trainers of an earlier worker still use {}: end them, or give this worker another --state",
        path.native());
  }
  return StateFolder(path, std::move(worker_lock), std::move(trainers_lock));
}

void StateFolder::MarkEnding() const {
  // Without the mark a new worker waits less, and is started again by whoever starts workers.
  [[maybe_unused]] const ssize_t written = ::pwrite(worker_lock_.get(), kEnding.data(), kEnding.size(), 0);
}

StatusOr<std::string> StateFolder::WorkerId(const std::string& given) const {
  const fs::path file = path_ / "worker-id";
  StatusOr<std::string> id = given.empty() ? ReadFile(file, 2 * kMaxIdLength) : given;
  const bool is_new = id.status().code() == StatusCode::kNotFound;
  if (is_new) id = fmt::format("{}-{}", HostName(), RandomHex(4));
  SRNET_RETURN_IF_ERROR(id.status());
  SRNET_RETURN_IF_ERROR(CheckId(*id));
  if (is_new) SRNET_RETURN_IF_ERROR(WriteFileAtomically(file, *id));
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
