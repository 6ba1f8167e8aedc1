// What a stage is allowed that several sweeps want: the most generous of what each of them says.
#pragma once

#include <optional>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

struct CrashRetries {
  int most = 0;
  bool written = false;  // A sweep says so: then the number alone decides, not also who is suspected.
};
CrashRetries CrashRetriesOf(const State& state, StageIndex stage);

// How often the stage may run again, alone on its worker, after it ran out of memory.
int MemoryRetriesOf(const State& state, StageIndex stage);

// The longest that an attempt at the stage may run; nothing when a sweep sets no limit.
std::optional<Duration> DeadlineOf(const State& state, StageIndex stage);

}  // namespace srnet::core
