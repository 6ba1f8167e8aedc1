// What to run: a program, its arguments and the descriptors it inherits. Plain value.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace srnet::supervise {

struct Command {
  std::filesystem::path program;
  std::vector<std::string> arguments;  // Without the program's own name.
  std::filesystem::path directory;     // Working folder; must exist.
  std::filesystem::path log;           // Receives stdout and stderr; created or appended to.
  std::vector<int> inherited;          // Become the descriptors 3, 4, ... of the program. Not owned.
};

}  // namespace srnet::supervise
