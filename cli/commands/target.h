// What may name a sweep or a stage. Any thread.
#pragma once

#include <functional>
#include <string>

#include "common/status/status.h"

namespace CLI {
class App;
}

namespace srnet::cli {

// The argument of a command that takes either; without one it is the newest sweep.
void AddTarget(CLI::App& command, std::string& target);

// Does what is to be done for the stage, if the text is a whole key; else for the sweep of that name, and if
// there is none, for the stage whose key starts so. NOT_FOUND with both messages when both say NOT_FOUND.
Status DoForTarget(const std::string& target, const std::function<Status()>& for_sweep,
                   const std::function<Status()>& for_stage);

}  // namespace srnet::cli
