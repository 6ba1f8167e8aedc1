#include "cli/embedded/embedded_service.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <chrono>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/embedded/programs.h"
#include "common/files/file_descriptor.h"
#include "common/files/files.h"

namespace srnet::cli {
namespace {

using std::chrono::seconds;

constexpr seconds kStartPatience{60};
constexpr seconds kStopPatience{30};
constexpr const char* kSocketName = "coordinator.sock";

// Whether somebody accepts connections there. A socket file that a killed coordinator left behind refuses.
bool IsListening(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

StatusOr<std::filesystem::path> Absolute(const std::filesystem::path& folder) {
  std::error_code error;
  auto absolute = std::filesystem::absolute(folder, error).lexically_normal();
  if (error) return InvalidArgument("{}: {}", folder.native(), error.message());
  return absolute;
}

StatusOr<ChildProcess> StartAndAwait(std::string_view name, std::vector<std::string> arguments,
                                     const std::filesystem::path& log) {
  SRNET_ASSIGN_OR_RETURN(const auto program, FindProgram(name));
  SRNET_ASSIGN_OR_RETURN(ChildProcess child, ChildProcess::Start(program, std::move(arguments), log));
  const auto ready = child.AwaitReady(kStartPatience);
  if (!ready.ok()) return ready.status();
  return child;
}

Status CheckChild(const std::optional<ChildProcess>& child, std::string_view name,
                  const std::filesystem::path& log) {
  if (!child || !child->HasEnded()) return absl::OkStatus();
  return Unavailable("{} has ended; the end of {}:\n{}", name, log.native(), child->LogTail());
}

}  // namespace

StatusOr<EmbeddedService> EmbeddedService::Open(const std::filesystem::path& folder) {
  EmbeddedService service;
  SRNET_ASSIGN_OR_RETURN(service.folder_, Absolute(folder));
  const std::string socket = (service.folder_ / kSocketName).native();
  constexpr std::size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (socket.size() > kLongest) {
    return InvalidArgument(
        "{}: is too long for a Unix socket by {} characters: choose a shorter folder with --state", socket,
        socket.size() - kLongest);
  }
  service.address_ = "unix:" + socket;
  SRNET_RETURN_IF_ERROR(MakeDirectories(service.folder_));
  if (IsListening(socket)) return service;
  SRNET_ASSIGN_OR_RETURN(
      ChildProcess coordinator,
      StartAndAwait("srnet-coordinator", {"--state", service.folder_.native(), "--listen", service.address_},
                    service.folder_ / "coordinator.log"));
  service.coordinator_.emplace(std::move(coordinator));
  return service;
}

EmbeddedService::~EmbeddedService() {
  if (worker_) worker_->Stop(kStopPatience);
  if (coordinator_) coordinator_->Stop(kStopPatience);
}

Status EmbeddedService::StartWorker(int slots, int threads_per_slot) {
  std::vector<std::string> arguments = {
      "--coordinator",       address_, "--state", (folder_ / "worker").native(), "--slots",
      std::to_string(slots), "--id",   "local"};
  if (threads_per_slot > 0)
    arguments.insert(arguments.end(), {"--threads-per-slot", std::to_string(threads_per_slot)});
  SRNET_ASSIGN_OR_RETURN(ChildProcess worker,
                         StartAndAwait("srnet-worker", std::move(arguments), folder_ / "worker.log"));
  worker_.emplace(std::move(worker));
  return absl::OkStatus();
}

bool EmbeddedService::is_orphaned() const {
  return !coordinator_ && !IsListening((folder_ / kSocketName).native());
}

Status EmbeddedService::CheckRunning() const {
  SRNET_RETURN_IF_ERROR(CheckChild(coordinator_, "srnet-coordinator", folder_ / "coordinator.log"));
  return CheckChild(worker_, "srnet-worker", folder_ / "worker.log");
}

}  // namespace srnet::cli
