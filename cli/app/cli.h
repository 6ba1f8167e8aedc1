// The command line of srnet, from arguments to exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/context.h"

namespace srnet::cli {

// Parses `arguments` (without the program's name) into `context.options`, runs the command and prints its
// error, one line of what, where and what to do. `environment_server` is SRNET_SERVER, or empty.
ExitCode RunCommandLine(const std::vector<std::string>& arguments, const std::string& environment_server,
                        Context& context);

}  // namespace srnet::cli
