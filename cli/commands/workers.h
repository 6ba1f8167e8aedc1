// `srnet workers`.
#pragma once

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "common/status/status.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// All of them, over all pages, and the coordinator that answers.
StatusOr<v1::ListWorkersResponse> QueryWorkers(const Connection& connection);

// Declares the command; when it is parsed, `chosen` becomes what it does.
void DeclareWorkers(CLI::App& app, Command& chosen);

}  // namespace srnet::cli
