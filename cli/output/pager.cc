#include "cli/output/pager.h"

#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

namespace srnet::cli {
namespace {

constexpr int kNoSuchCommand = 127;  // Of the shell.

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

}  // namespace

bool IsLongerThan(const std::string& text, std::size_t height) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n')) >= height;
}

bool Page(const std::string& command, const std::string& text) {
  std::FILE* pipe = ::popen(command.c_str(), "we");
  if (pipe == nullptr) return false;
  const IgnoreBrokenPipe ignore;
  // What a pager that was left has not read is nobody's loss.
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), pipe);
  const int status = ::pclose(pipe);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == kNoSuchCommand);
}

}  // namespace srnet::cli
