// Following a sweep until it ends, with what that looks like on the way.
#pragma once

#include <string>
#include <vector>

#include "cli/commands/context.h"
#include "cli/commands/service.h"
#include "common/status/status.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::cli {

struct Watched {
  v1::Sweep sweep;
  std::vector<v1::Stage> failures;
};

// Prints progress to `context.err` until the sweep has ended. A watch that breaks off is taken up again where
// it was. CANCELLED: the user asked to stop; UNAVAILABLE: the coordinator stays away.
StatusOr<Watched> WatchToEnd(Context& context, const Service& service, const std::string& sweep_id);

// Prints the failures, those of one message together, and returns what the program should exit with.
ExitCode ReportEnd(Context& context, const Watched& watched);

}  // namespace srnet::cli
