// `srnet artifacts get`.
#pragma once

#include "cli/commands/context.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// Declares the command in the group; when it is parsed, `chosen` becomes what it does.
void DeclareArtifactGet(CLI::App& group, Command& chosen);

}  // namespace srnet::cli
