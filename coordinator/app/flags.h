// The command line of srnet-coordinator.
#pragma once

#include <optional>
#include <string>

#include "common/logging/logger.h"
#include "common/status/status.h"
#include "coordinator/app/coordinator.h"

namespace srnet::app {

struct Flags {
  CoordinatorOptions coordinator;
  int ready_descriptor = -1;  // -1: none.
  logging::Level log_level = logging::Level::kInfo;
  logging::Format log_format = logging::Format::kText;
};

// Parses, or prints help or the version to stdout. The exit code is set when the program is to end at once.
struct ParsedFlags {
  Flags flags;
  std::optional<int> exit_code;
};
ParsedFlags ParseFlags(int argc, const char* const* argv);

}  // namespace srnet::app
