#include "cli/output/pager.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "common/files/file_descriptor.h"
#include "common/process/spawn.h"

namespace srnet::cli {
namespace {

constexpr const char* kShell = "/bin/sh";
// Of the shell: it found a file that it may not run, or none.
constexpr int kNotExecutable = 126;
constexpr int kNoSuchCommand = 127;

// A pager that is left before the end of the text closes the pipe.
class IgnoreBrokenPipe {
 public:
  IgnoreBrokenPipe() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~IgnoreBrokenPipe() { std::signal(SIGPIPE, before_); }
  IgnoreBrokenPipe(const IgnoreBrokenPipe&) = delete;
  IgnoreBrokenPipe& operator=(const IgnoreBrokenPipe&) = delete;

 private:
  void (*before_)(int);
};

// What a pager that was left has not read is nobody's loss.
void Feed(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

bool IsLongerThan(const std::string& text, std::size_t height) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= height;
}

bool Page(const std::string& command, const std::string& text) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  FileDescriptor input(ends[0]);
  FileDescriptor output(ends[1]);
  const StatusOr<pid_t> pager = Spawn({kShell, "-c", command}, {.input = input.get()});
  if (!pager.ok()) return false;
  input.Reset();
  const IgnoreBrokenPipe ignore;
  Feed(output.get(), text);
  output.Reset();
  const int status = AwaitEnd(*pager);
  const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  return code != kNotExecutable && code != kNoSuchCommand;
}

}  // namespace srnet::cli
