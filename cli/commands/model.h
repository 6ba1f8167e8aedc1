// `srnet model`.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/commands/context.h"

namespace srnet::cli {

// Declares the command; when it is parsed, `chosen` becomes what it does.
void DeclareModel(CLI::App& app, Command& chosen);

}  // namespace srnet::cli
