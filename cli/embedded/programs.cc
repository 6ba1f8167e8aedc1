#include "cli/embedded/programs.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <system_error>

namespace srnet::cli {

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

StatusOr<std::string> VersionOf(const std::filesystem::path& program) {
  const std::string command = fmt::format("'{}' --version 2>&1 < /dev/null", program.native());
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return Internal("{}: no process can be started", program.native());
  std::string said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
  const int status = ::pclose(pipe);
  said.erase(said.find_last_not_of('\n') + 1);
  if (status != 0) return FailedPrecondition("{} does not start: {}", program.native(), said);
  return said;
}

}  // namespace srnet::cli
