// `srnet artifacts verify`.
#pragma once

#include "cli/commands/context.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// Declares the command in the group; when it is parsed, `chosen` becomes what it does.
void DeclareArtifactVerify(CLI::App& group, Command& chosen);

}  // namespace srnet::cli
