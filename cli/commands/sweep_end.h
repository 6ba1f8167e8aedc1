// What is said of a sweep that has ended.
#pragma once

#include <vector>

#include "cli/commands/context.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::cli {

struct Watched {
  v1::Sweep sweep;
  std::vector<v1::Stage> failures;
};

// Prints the failures, those of one message together, and returns what the program should exit with.
ExitCode ReportEnd(Context& context, const Watched& watched);

}  // namespace srnet::cli
