// READY stages meet free places: who runs what next.
//
// Places: free slots before places for prefetched work, the emptiest worker first, and of equals the one with
// the fewest labels. Stages: highest priority;
// then the owner with the fewest live leases for its weight (core/settings.h), the longest unserved if equal;
// then the longest remaining path; then, among equals, a stage whose start model the worker has warm; then
// age. A worker gets only what its labels suffice for (core/requirement.h), and no owner more live leases
// than its quota. A stage that has begun goes on where its checkpoint is, before others of its owner and
// priority (core/keeper.h). A stage keeps away from workers on which it crashed, and workers that crash again
// and again rest (core/suspicion.h). What was granted ahead to a full worker and has not started is taken
// back when another has a free slot and nothing else to do.
#pragma once

#include <optional>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::scheduling {

// Leases stages until no worker has a place or no stage is READY: a PersistGrant each. Call after each event,
// or once after a batch of them. O((workers + grants) * log), times the
// owners and requirements of what is queued, which are few.
void AssignWork(core::State& state, core::Effects& effects);

// The stage that `worker` would be given next; nothing if none is queued.
std::optional<core::StageIndex> NextStage(const core::State& state, core::WorkerIndex worker);

}  // namespace srnet::scheduling
