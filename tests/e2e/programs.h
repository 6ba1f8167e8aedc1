// The programs that were built, run once to their end with what they print kept apart. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace srnet::testing {

// Where "srnet", "srnet-coordinator", "srnet-worker" or "srnet-trainer" lies.
std::string Program(std::string_view name);

struct ProgramRun {
  int code = -1;  // Exit code; 128 + the signal when killed by one.
  std::string output;
  std::string errors;
};

ProgramRun RunProgram(std::string_view name, const std::vector<std::string>& arguments);

}  // namespace srnet::testing
