// What the storage holds becomes the state again after a restart.
//
// Order: RestoreSweep for every sweep that may still be asked about, CompleteRestore, leases::RestoreLease
// for every live attempt, then events.
#pragma once

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"
#include "coordinator/core/submission.h"

namespace srnet::core {

// Adds a sweep as it was recorded. The id must be new to the state.
SweepIndex RestoreSweep(State& state, const NewSweep& sweep);

// Queues what is READY, and finishes what the crash cut short: stages that should be SKIPPED, BLOCKED again
// or CANCELLED, and sweeps whose end was not recorded. No effects if the storage was consistent.
void CompleteRestore(State& state, Instant now, Effects& effects);

}  // namespace srnet::core
