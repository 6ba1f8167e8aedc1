#include "common/process/spawn.h"

#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "common/files/errno_status.h"

namespace srnet {
namespace {

class FileActions {
 public:
  explicit FileActions(const Streams& streams) {
    ::posix_spawn_file_actions_init(&actions_);
    Place(streams.input, STDIN_FILENO);
    Place(streams.output, STDOUT_FILENO);
    Place(streams.errors, STDERR_FILENO);
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  void Place(int descriptor, int stream) {
    if (descriptor >= 0) ::posix_spawn_file_actions_adddup2(&actions_, descriptor, stream);
  }

  posix_spawn_file_actions_t actions_{};
};

class NoSignalBlocked {
 public:
  NoSignalBlocked() {
    sigset_t none;
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
  }
  ~NoSignalBlocked() { ::posix_spawnattr_destroy(&attributes_); }
  NoSignalBlocked(const NoSignalBlocked&) = delete;
  NoSignalBlocked& operator=(const NoSignalBlocked&) = delete;

  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

StatusOr<pid_t> Spawn(std::vector<std::string> arguments, const Streams& streams) {
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  const FileActions actions(streams);
  const NoSignalBlocked attributes;
  pid_t process = -1;
  const int error =
      ::posix_spawn(&process, words[0], actions.get(), attributes.get(), words.data(), ::environ);
  if (error != 0) return ErrnoStatus(error, "cannot start {}", arguments[0]);
  return process;
}

int AwaitEnd(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  return status;
}

}  // namespace srnet
