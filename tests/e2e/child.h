// A program started by a test: awaited, killed, and never left behind. One thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "common/files/file_descriptor.h"

namespace srnet::testing {

struct Finished {
  int code = -1;  // Exit code; 128 + the signal when killed by one.
  std::string output;
};

class Child {
 public:
  Child() = default;
  // Standard output is kept for Wait, standard error is appended to `log`. With `announces` the program gets
  // "--ready-fd 3" and is waited for; a program that ends instead fails the test with its log.
  Child(const std::vector<std::string>& command, const std::filesystem::path& log, bool announces);
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  // Kills it.

  bool running() const { return pid_ > 0; }
  void Kill(int signal);
  Finished Wait();

 private:
  pid_t pid_ = -1;
  FileDescriptor output_;
};

}  // namespace srnet::testing
