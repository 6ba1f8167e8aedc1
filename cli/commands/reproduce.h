// `srnet reproduce`.
#pragma once

#include "cli/commands/context.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// Declares the command; when it is parsed, `chosen` becomes what it does.
void DeclareReproduce(CLI::App& app, Command& chosen);

}  // namespace srnet::cli
