#include "cli/embedded/programs.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"
#include "common/process/spawn.h"

namespace srnet::cli {
namespace {

// What the program prints to one of its streams, in memory.
std::string ReadAll(const FileDescriptor& file) {
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t count = ::pread(file.get(), buffer, sizeof buffer, static_cast<off_t>(text.size()));
    if (count <= 0) break;
    text.append(buffer, static_cast<std::size_t>(count));
  }
  text.erase(text.find_last_not_of('\n') + 1);
  return text;
}

// Kills the process if it has not ended in time; then too its status is waitpid's.
int AwaitEndOrKill(pid_t process, std::chrono::milliseconds patience) {
  const FileDescriptor end(static_cast<int>(::syscall(SYS_pidfd_open, process, 0)));
  pollfd poll{.fd = end.get(), .events = POLLIN, .revents = 0};
  int ready = -1;
  do {
    ready = ::poll(&poll, 1, static_cast<int>(patience.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) ::kill(process, SIGKILL);
  return AwaitEnd(process);
}

}  // namespace

StatusOr<std::filesystem::path> FindProgram(std::string_view name) {
  std::error_code error;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error) return Internal("/proc/self/exe: {}", error.message());
  std::filesystem::path program = self.parent_path() / name;
  if (::access(program.c_str(), X_OK) != 0) {
    return NotFound(
        "{}: no such program; srnet, srnet-coordinator, srnet-worker and srnet-trainer belong in one folder",
        program.native());
  }
  return program;
}

StatusOr<std::string> VersionOf(const std::filesystem::path& program, std::chrono::milliseconds patience) {
  const FileDescriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const FileDescriptor output(::memfd_create("output", MFD_CLOEXEC));
  const FileDescriptor errors(::memfd_create("errors", MFD_CLOEXEC));
  if (!input.valid() || !output.valid() || !errors.valid())
    return ErrnoStatus(errno, "{}: cannot be asked for its version", program.native());
  SRNET_ASSIGN_OR_RETURN(const pid_t process,
                         Spawn({program.native(), "--version"},
                               {.input = input.get(), .output = output.get(), .errors = errors.get()}));
  const int status = AwaitEndOrKill(process, patience);
  const std::string said = ReadAll(output);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
    return DeadlineExceeded("{} does not say its version within {} s", program.native(),
                            patience.count() / 1000);
  if (status != 0)
    return FailedPrecondition("{} does not start: {}", program.native(), ReadAll(errors) + said);
  // A library that is loaded with it may greet first.
  return said.substr(said.rfind('\n') + 1);
}

}  // namespace srnet::cli
