// How stages and sweeps enter the tables; shared by submission and restore.
#pragma once

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"
#include "coordinator/core/submission.h"

namespace srnet::core {

// Appends the sweep and those of its stages that are new, in their recorded states, linked and with path
// lengths, but not queued: a stage that could run is BLOCKED or READY by its inputs. Aborts when an input
// does not precede its reader, or the id is known.
SweepIndex Insert(State& state, const NewSweep& sweep);

}  // namespace srnet::core
