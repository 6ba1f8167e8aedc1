#include "worker/supervise/process_group.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <utility>
#include <vector>

#include "common/files/errno_status.h"

namespace srnet::supervise {
namespace {

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

StatusOr<Pipe> MakePipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return ErrnoStatus(errno, "cannot make a pipe");
  return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

// No handler of this process may run in a forked child, so signals stay blocked across the fork.
class BlockedSignals {
 public:
  BlockedSignals() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;

 private:
  sigset_t before_;
};

// ---- What follows up to the next line runs in a fork of a program with threads: async-signal-safe calls
// only.

[[noreturn]] void RunGuard(int lifeline) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_NAME, "srnet-guard");
  ::dup2(lifeline, 0);
  ::close_range(1, ~0U, 0);
  char byte;
  while (::read(0, &byte, 1) < 0 && errno == EINTR) {
  }
  ::kill(0, SIGKILL);
  ::_exit(0);
}

// Everything that the child needs, made before the fork because it must not allocate.
struct Exec {
  const char* program;
  char* const* arguments;
  const char* directory;
  int log;
  const int* inherited;  // All above the range of descriptors that they become.
  int inherited_count;
  pid_t group;
  pid_t parent;
  int error_pipe;  // Above that range too.
};

void RestoreSignals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Returns only on failure, with errno set.
void PrepareAndExec(const Exec& exec) {
  if (::setpgid(0, exec.group) != 0) return;
  if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return;
  if (::getppid() != exec.parent) ::_exit(1);  // The parent died before the line above.
  const int input = ::open("/dev/null", O_RDONLY);
  if (input < 0 || ::dup2(input, 0) < 0 || ::dup2(exec.log, 1) < 0 || ::dup2(exec.log, 2) < 0) return;
  for (int i = 0; i < exec.inherited_count; ++i) {
    if (::dup2(exec.inherited[i], 3 + i) < 0) return;
  }
  // Whatever a library opened without O_CLOEXEC stays here. Old kernels lack the call; then ours are marked
  // anyway.
  ::close_range(static_cast<unsigned>(3 + exec.inherited_count), ~0U, CLOSE_RANGE_CLOEXEC);
  if (::chdir(exec.directory) != 0) return;
  RestoreSignals();
  ::execv(exec.program, exec.arguments);
}

[[noreturn]] void RunProgram(const Exec& exec) {
  PrepareAndExec(exec);
  const int error = errno;
  [[maybe_unused]] const ssize_t written = ::write(exec.error_pipe, &error, sizeof(error));
  ::_exit(127);
}

// ---- End of what runs in the fork.

StatusOr<FileDescriptor> DuplicateAbove(int descriptor, int lowest) {
  FileDescriptor copy(::fcntl(descriptor, F_DUPFD_CLOEXEC, lowest));
  if (!copy.valid()) return ErrnoStatus(errno, "cannot duplicate a descriptor");
  return copy;
}

// The errno with which the child failed to execute, or 0 once it has executed (that closes the pipe).
int ReadError(const FileDescriptor& pipe) {
  int error = 0;
  while (true) {
    const ssize_t count = ::read(pipe.get(), &error, sizeof(error));
    if (count < 0 && errno == EINTR) continue;
    return count == sizeof(error) ? error : 0;
  }
}

void AwaitEnd(pid_t process) {
  while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
}

StatusOr<pid_t> ForkProgram(const Command& command, pid_t group) {
  const int lowest = 3 + static_cast<int>(command.inherited.size());
  const FileDescriptor log(::open(command.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!log.valid()) return ErrnoStatus(errno, "cannot open the log {}", command.log.native());
  SRNET_ASSIGN_OR_RETURN(const FileDescriptor log_copy, DuplicateAbove(log.get(), lowest));
  std::vector<FileDescriptor> copies;
  std::vector<int> inherited;
  for (const int descriptor : command.inherited) {
    SRNET_ASSIGN_OR_RETURN(FileDescriptor copy, DuplicateAbove(descriptor, lowest));
    inherited.push_back(copy.get());
    copies.push_back(std::move(copy));
  }
  SRNET_ASSIGN_OR_RETURN(Pipe error, MakePipe());
  SRNET_ASSIGN_OR_RETURN(FileDescriptor error_copy, DuplicateAbove(error.write.get(), lowest));
  error.write.Reset();

  std::vector<std::string> words{command.program.native()};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const Exec exec{.program = command.program.c_str(),
                  .arguments = arguments.data(),
                  .directory = command.directory.c_str(),
                  .log = log_copy.get(),
                  .inherited = inherited.data(),
                  .inherited_count = static_cast<int>(inherited.size()),
                  .group = group,
                  .parent = ::getpid(),
                  .error_pipe = error_copy.get()};
  const pid_t child = ::_Fork();
  if (child < 0) return ErrnoStatus(errno, "cannot fork for {}", command.program.native());
  if (child == 0) RunProgram(exec);
  // Only the child may hold the writing end now, or the read below would never end.
  error_copy.Reset();
  if (const int code = ReadError(error.read); code != 0) {
    AwaitEnd(child);
    return ErrnoStatus(code, "cannot run {} in {}", command.program.native(), command.directory.native());
  }
  return child;
}

}  // namespace

StatusOr<ProcessGroup> ProcessGroup::Start(const Command& command) {
  SRNET_ASSIGN_OR_RETURN(Pipe lifeline, MakePipe());
  const BlockedSignals blocked;
  const pid_t guard = ::_Fork();
  if (guard < 0) return ErrnoStatus(errno, "cannot fork a guard for {}", command.program.native());
  if (guard == 0) RunGuard(lifeline.read.get());
  ::setpgid(guard,
            guard);  // Whoever is first, the guard or we: the group exists before the program joins it.
  ProcessGroup group(guard, std::move(lifeline.write));
  SRNET_ASSIGN_OR_RETURN(group.program_, ForkProgram(command, guard));
  return group;
}

ProcessGroup::ProcessGroup(ProcessGroup&& other) noexcept
    : guard_(std::exchange(other.guard_, -1)),
      program_(std::exchange(other.program_, -1)),
      lifeline_(std::move(other.lifeline_)) {}

ProcessGroup::~ProcessGroup() { Kill(); }

void ProcessGroup::Signal(int signal) const {
  if (guard_ > 0) ::kill(-guard_, signal);
}

std::optional<Exit> ProcessGroup::Reap() {
  if (program_ < 0) return std::nullopt;
  int status = 0;
  struct rusage usage {};
  if (::wait4(program_, &status, WNOHANG, &usage) != program_) return std::nullopt;
  program_ = -1;
  const bool killed = WIFSIGNALED(status);
  return Exit{.code = killed ? 0 : WEXITSTATUS(status),
              .signal = killed ? WTERMSIG(status) : 0,
              .peak_memory_bytes = std::int64_t{usage.ru_maxrss} * 1024};
}

void ProcessGroup::Kill() {
  if (guard_ < 0) return;
  Signal(SIGKILL);
  if (program_ > 0) AwaitEnd(std::exchange(program_, -1));
  AwaitEnd(std::exchange(guard_, -1));
}

}  // namespace srnet::supervise
