// What failed is tried again.
#pragma once

#include <cstdint>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// Makes every FAILED, SKIPPED and CANCELLED stage of the sweep runnable, with its crash count at zero and
// memory to spare; a cancelled sweep becomes active. A shared stage is retried for everyone: stages of other
// sweeps that were skipped because of it are blocked again rather than skipped. Returns how many stages of
// this sweep were revived; 0 changes nothing but the state of a cancelled sweep.
std::int64_t Retry(State& state, SweepIndex sweep, Instant now, Effects& effects);

}  // namespace srnet::core
