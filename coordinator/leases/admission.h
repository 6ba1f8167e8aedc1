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

// Takes back a lease that has just become durable if the worker may not have it any more.
void CheckAdmission(core::State& state, core::StageIndex stage, core::Instant now, core::Effects& effects);

// The same for all of a worker's, once it has told for the first time since it connected which of them run.
void CheckAdmissions(core::State& state, core::WorkerIndex worker, core::Instant now, core::Effects& effects);

}  // namespace srnet::leases
