// Runs the command line in this process and keeps what it printed.
#pragma once

#include <chrono>
#include <sstream>
#include <string>
#include <vector>

#include "cli/app/cli.h"
#include "cli/client/interruption.h"

namespace srnet::testing {

struct Outcome {
  cli::ExitCode code = cli::ExitCode::kDone;
  std::string out;
  std::string err;
};

inline Outcome RunCommandLine(const std::vector<std::string>& arguments, cli::Interruption& interruption) {
  std::ostringstream out;
  std::ostringstream err;
  cli::Context context{.options = {},
                       .out = out,
                       .err = err,
                       .out_terminal = {},
                       .err_terminal = {},
                       .interruption = interruption,
                       .idle_patience = std::chrono::milliseconds(0),
                       .log_pause = std::chrono::milliseconds(0)};
  const cli::ExitCode code = cli::RunCommandLine(arguments, "", context);
  return {.code = code, .out = out.str(), .err = err.str()};
}

inline Outcome RunCommandLine(const std::vector<std::string>& arguments) {
  cli::Interruption interruption;
  return RunCommandLine(arguments, interruption);
}

}  // namespace srnet::testing
