// Which worker can go on with a stage where it stopped: the one that keeps its furthest resume checkpoint.
//
// Checkpoints never travel, so anybody else would begin anew. A stage whose attempt ended without a result
// therefore waits for its keeper as long as a lease lasts, which is enough for a worker that is started again
// or has a slot free in a moment; then anybody may have it. The keeper is not waited for when it is suspected
// (suspicion.h) or out of service (worker.h).
#pragma once

#include <optional>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// The worker has the furthest checkpoint of the stage.
void NoteKeeper(State& state, StageIndex stage, WorkerIndex worker);

// Keeps a READY stage for its keeper from `from` on, if it has one that could take it.
void Reserve(State& state, StageIndex stage, Instant from);

// Ends the reservations that are over.
void EndReservations(State& state, Instant now);

// The worker that a READY stage waits for.
std::optional<WorkerIndex> AwaitedKeeper(const State& state, StageIndex stage);

// Whether the stage waits for another worker than this one.
bool IsReservedFromOthers(const State& state, StageIndex stage, WorkerIndex worker);

// Whether the worker has the furthest checkpoint of the stage.
bool Keeps(const State& state, WorkerIndex worker, StageIndex stage);

}  // namespace srnet::core
