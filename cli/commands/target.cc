#include "cli/commands/target.h"

#include <algorithm>
#include <cctype>

#include <CLI/CLI.hpp>

namespace srnet::cli {

void AddTarget(CLI::App& command, std::string& target) {
  command
      .add_option("target", target,
                  "A sweep: id, unique prefix, name, or last; or a stage: key or unique prefix")
      ->default_val("last");
}

Status DoForTarget(const std::string& target, const std::function<Status()>& for_sweep,
                   const std::function<Status()>& for_stage) {
  const bool hexadecimal =
      std::all_of(target.begin(), target.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
  // Ids of sweeps are shorter, and a name of that form is nobody's wish.
  if (hexadecimal && target.size() == 64) return for_stage();
  Status as_sweep = for_sweep();
  if (as_sweep.code() != StatusCode::kNotFound || !hexadecimal) return as_sweep;
  Status as_stage = for_stage();
  if (as_stage.code() != StatusCode::kNotFound) return as_stage;
  return NotFound("{}; taken for a stage: {}", Message(as_sweep), Message(as_stage));
}

}  // namespace srnet::cli
