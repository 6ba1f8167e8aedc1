#include "cli/embedded/programs.h"

#include <unistd.h>

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

}  // namespace srnet::cli
