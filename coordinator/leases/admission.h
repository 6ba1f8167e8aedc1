// An administrator takes a worker out of service, or back into it.
#pragma once

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// Draining takes back what the worker has not begun; quarantine everything it has, but a result that is being
// made durable. What is taken back is READY again, without a crash counted. Repeating it changes nothing.
void SetAdmission(core::State& state, core::WorkerIndex worker, core::Admission admission, core::Instant now,
                  core::Effects& effects);

// Takes back a lease that the worker may not have any more: one that has just become durable, or of which the
// worker has told for the first time since it connected whether it runs.
void CheckAdmission(core::State& state, core::StageIndex stage, core::Instant now, core::Effects& effects);

}  // namespace srnet::leases
