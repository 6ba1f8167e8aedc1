// A named pipe by which a test meets another process at a certain point, and hears of its death.
#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "common/files/file_descriptor.h"

namespace srnet::testing {

class Fifo {
 public:
  explicit Fifo(std::filesystem::path path) : path_(std::move(path)) {
    if (::mkfifo(path_.c_str(), 0600) != 0) std::abort();
  }

  const std::filesystem::path& path() const { return path_; }

  // Waits for a writer and returns the first line that it writes.
  std::string AwaitLine() {
    reader_ = FileDescriptor(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
    std::string line;
    for (char c = 0; ::read(reader_.get(), &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }

  // After AwaitLine: waits until no process has the pipe open for writing any more.
  void AwaitEnd() {
    char bytes[256];
    while (::read(reader_.get(), bytes, sizeof(bytes)) > 0) {
    }
  }

  // Lets a process that waits for a writer go on.
  void Release() { FileDescriptor(::open(path_.c_str(), O_WRONLY | O_CLOEXEC)); }

 private:
  std::filesystem::path path_;
  FileDescriptor reader_;
};

}  // namespace srnet::testing
