// Time passes: leases run out, backoffs and rests end.
#pragma once

#include <optional>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// Ends the leases of workers whose deadline has come and queues stages whose backoff is over. A grant or
// result that is being made durable is left alone. Call at NextWake, or at least once a second.
void Tick(core::State& state, core::Instant now, core::Effects& effects);

// When Tick has something to do next; nothing if only an event can change the state.
std::optional<core::Instant> NextWake(const core::State& state);

}  // namespace srnet::leases
