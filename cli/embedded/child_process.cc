#include "cli/embedded/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <string_view>
#include <utility>

namespace srnet::cli {
namespace {

constexpr int kReadyDescriptor = 3;  // In the child.
constexpr std::size_t kLogTailBytes = 2000;

using Clock = std::chrono::steady_clock;

// What the child needs, made before fork: after it only async-signal-safe calls are allowed.
struct Launch {
  std::vector<char*> arguments;
  int output = -1;
  int ready = -1;
  pid_t parent = -1;
};

[[noreturn]] void BecomeProgram(const Launch& launch) {
  ::setpgid(0, 0);
  // When this program is killed nobody waits for an orderly end, and the state folder should be free at once.
  // What was acknowledged is on disk, trainers go on from their checkpoints.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(1);  // It died before prctl.
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  // Out of the way of the numbers that are about to be set.
  const int ready = ::fcntl(launch.ready, F_DUPFD_CLOEXEC, 10);
  const int output = ::fcntl(launch.output, F_DUPFD_CLOEXEC, 10);
  const bool placed = ::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(output, 2) >= 0 &&
                      ::dup2(ready, kReadyDescriptor) >= 0;
  if (placed) ::execv(launch.arguments[0], launch.arguments.data());
  ::_exit(127);
}

StatusOr<FileDescriptor> OpenLog(const std::filesystem::path& log) {
  FileDescriptor file(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file.valid())
    return FailedPrecondition("{}: cannot be written: {}", log.native(), std::strerror(errno));
  return file;
}

int MillisecondsUntil(Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 1'000'000));
}

// Whether the descriptor became readable, or hung up, before the deadline.
bool AwaitReadable(int descriptor, Clock::time_point deadline) {
  while (true) {
    pollfd poll{.fd = descriptor, .events = POLLIN, .revents = 0};
    const int ready = ::poll(&poll, 1, MillisecondsUntil(deadline));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

}  // namespace

StatusOr<ChildProcess> ChildProcess::Start(const std::filesystem::path& program,
                                           std::vector<std::string> arguments,
                                           const std::filesystem::path& log) {
  SRNET_ASSIGN_OR_RETURN(const FileDescriptor output, OpenLog(log));
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC) != 0) return ResourceExhausted("cannot make a pipe: {}", std::strerror(errno));
  FileDescriptor ready(pipe[0]);
  const FileDescriptor child_end(pipe[1]);
  arguments.insert(arguments.begin(), program.native());
  arguments.insert(arguments.end(), {"--ready-fd", std::to_string(kReadyDescriptor)});
  Launch launch{.arguments = {}, .output = output.get(), .ready = child_end.get(), .parent = ::getpid()};
  for (std::string& argument : arguments) launch.arguments.push_back(argument.data());
  launch.arguments.push_back(nullptr);

  const pid_t pid = ::fork();
  if (pid == 0) BecomeProgram(launch);
  if (pid < 0) return ResourceExhausted("cannot start {}: {}", program.native(), std::strerror(errno));
  ChildProcess child;
  child.name_ = program.filename().native();
  child.log_ = log;
  child.pid_ = pid;
  child.pidfd_ = FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  child.ready_ = std::move(ready);
  if (!child.pidfd_.valid()) return Internal("pidfd_open: {}", std::strerror(errno));
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept
    : name_(std::move(other.name_)),
      log_(std::move(other.log_)),
      pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      ready_(std::move(other.ready_)) {}

ChildProcess::~ChildProcess() { Kill(); }

StatusOr<std::string> ChildProcess::AwaitReady(std::chrono::milliseconds patience) {
  const Clock::time_point deadline = Clock::now() + patience;
  std::string line;
  while (AwaitReadable(ready_.get(), deadline)) {
    char byte = 0;
    const ssize_t count = ::read(ready_.get(), &byte, 1);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      return Unavailable("{} ended before it was ready; the end of {}:\n{}", name_, log_.native(), LogTail());
    if (byte != '\n') {
      line += byte;
      continue;
    }
    constexpr std::string_view kWord = "ready";
    if (line.rfind(kWord, 0) != 0)
      return Internal("{} wrote \"{}\" where \"ready\" was expected", name_, line);
    return line.size() > kWord.size() ? line.substr(kWord.size() + 1) : std::string();
  }
  return DeadlineExceeded("{} was not ready within {} s; its log is {}", name_, patience.count() / 1000,
                          log_.native());
}

bool ChildProcess::AwaitEnd(std::chrono::milliseconds patience) const {
  return AwaitReadable(pidfd_.get(), Clock::now() + patience);
}

bool ChildProcess::HasEnded() const { return pid_ < 0 || AwaitEnd(std::chrono::milliseconds(0)); }

void ChildProcess::Stop(std::chrono::milliseconds patience) {
  if (pid_ < 0) return;
  ::kill(pid_, SIGTERM);
  AwaitEnd(patience);
  Kill();
}

void ChildProcess::Kill() {
  if (pid_ < 0) return;
  ::kill(-pid_, SIGKILL);  // The group first: what the child left behind goes with it.
  ::kill(pid_, SIGKILL);   // The child itself, should it not lead its group yet.
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

std::string ChildProcess::LogTail() const {
  std::ifstream stream(log_, std::ios::binary | std::ios::ate);
  if (!stream) return {};
  const auto size = static_cast<std::size_t>(stream.tellg());
  const std::size_t start = size > kLogTailBytes ? size - kLogTailBytes : 0;
  stream.seekg(static_cast<std::streamoff>(start));
  std::string tail(size - start, '\0');
  stream.read(tail.data(), static_cast<std::streamsize>(tail.size()));
  if (start > 0) tail.erase(0, tail.find('\n') + 1);
  return tail;
}

}  // namespace srnet::cli
