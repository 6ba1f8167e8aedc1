// Time passes: leases run out, attempts pass their deadlines, backoffs and rests end.
#pragma once

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// Ends the leases of workers whose deadline has come, fails stages whose trainer runs, by the last report of
// its worker, for longer than the sweeps allow that want them (core/allowance.h), and queues stages whose
// backoff is over. A grant or result that is being made durable is left alone. Call at least once a second.
void Tick(core::State& state, core::Instant now, core::Effects& effects);

}  // namespace srnet::leases
