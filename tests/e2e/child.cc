#include "tests/e2e/child.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <sstream>
#include <utility>

namespace srnet::testing {
namespace {

constexpr int kReadyDescriptor = 3;

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    read = FileDescriptor(ends[0]);
    write = FileDescriptor(ends[1]);
  }
  FileDescriptor read;
  FileDescriptor write;
};

std::string ReadLine(const FileDescriptor& file) {
  std::string line;
  for (char c = 0; ::read(file.get(), &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

std::string Content(const std::filesystem::path& file) {
  std::ostringstream content;
  content << std::ifstream(file).rdbuf();
  return content.str();
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const std::filesystem::path& log, bool announces) {
  Pipe output;
  Pipe ready;
  std::vector<std::string> words = command;
  if (announces) words.insert(words.end(), {"--ready-fd", std::to_string(kReadyDescriptor)});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const FileDescriptor errors(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(output.write.get(), 1);
    ::dup2(errors.get(), 2);
    // Through a number of its own first: dup2 onto itself would leave the descriptor to be closed.
    const int spare = ::fcntl(ready.write.get(), F_DUPFD_CLOEXEC, 10);
    ::dup2(spare, kReadyDescriptor);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }
  output_ = std::move(output.read);
  ready.write.Reset();
  if (announces && ReadLine(ready.read).rfind("ready", 0) != 0) {
    ADD_FAILURE() << command[0] << " ended before it was ready; its log:\n" << Content(log);
  }
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), output_(std::move(other.output_)) {}

Child& Child::operator=(Child&& other) noexcept {
  if (running()) Kill(SIGKILL);
  pid_ = std::exchange(other.pid_, -1);
  output_ = std::move(other.output_);
  return *this;
}

Child::~Child() {
  if (running()) Kill(SIGKILL);
}

void Child::Kill(int signal) {
  ::kill(pid_, signal);
  Wait();
}

Finished Child::Wait() {
  Finished finished;
  std::array<char, 4096> bytes{};
  for (ssize_t count; (count = ::read(output_.get(), bytes.data(), bytes.size())) > 0;) {
    finished.output.append(bytes.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return finished;
}

}  // namespace srnet::testing
