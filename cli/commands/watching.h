// Following a sweep until it ends, with what that looks like on the way.
#pragma once

#include <optional>
#include <string>

#include "cli/commands/context.h"
#include "cli/commands/service.h"
#include "cli/commands/sweep_end.h"
#include "common/status/status.h"

namespace srnet::cli {

struct WatchOptions {
  // When the coordinator of the state folder ends with the program it belongs to: take its place, with a
  // worker of so many slots. Unset: give up.
  std::optional<int> take_over_slots;
};

// Prints progress to `context.err` until the sweep has ended, and why nothing runs if that lasts. A watch
// that breaks off is taken up again where it was. CANCELLED: the user asked to stop; UNAVAILABLE: the
// coordinator stays away.
StatusOr<Watched> WatchToEnd(Context& context, Service& service, const std::string& sweep_id,
                             const WatchOptions& options);

}  // namespace srnet::cli
