#include "tests/e2e/programs.h"

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "tests/e2e/child.h"
#include "tests/support/temporary_directory.h"

namespace srnet::testing {

std::string Program(std::string_view name) {
  static const std::map<std::string_view, std::string> programs = {{"srnet", SRNET_CLI},
                                                                   {"srnet-coordinator", SRNET_COORDINATOR},
                                                                   {"srnet-worker", SRNET_WORKER},
                                                                   {"srnet-trainer", SRNET_TRAINER}};
  return programs.at(name);
}

ProgramRun RunProgram(std::string_view name, const std::vector<std::string>& arguments) {
  const TemporaryDirectory folder;
  std::vector<std::string> command{Program(name)};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Finished finished = Child(command, folder / "errors", false).Wait();
  std::ostringstream errors;
  errors << std::ifstream(folder / "errors").rdbuf();
  return {.code = finished.code, .output = std::move(finished.output), .errors = errors.str()};
}

}  // namespace srnet::testing
