// `srnet logs`.
#pragma once

#include "cli/commands/context.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// Declares the command; when it is parsed, `chosen` becomes what it does.
void DeclareLogs(CLI::App& app, Command& chosen);

}  // namespace srnet::cli
