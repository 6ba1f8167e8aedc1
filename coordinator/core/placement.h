// Where a READY stage waits: in the queue, or aside until its backoff is over.
#pragma once

#include <cstdint>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// Puts a READY stage where it waits, unless an abandoned grant of it is still being made durable.
void Enqueue(State& state, StageIndex stage, Instant now);

// Takes a stage out of wherever it waits.
void Dequeue(State& state, StageIndex stage);

// Moves stages whose backoff is over into the queue.
void WakeDelayed(State& state, Instant now);

// Files the stage under the foremost sweep that wants it (highest priority, then the oldest), what all of
// them require, and the given path length. Call when a sweep came, went or changed, or the path grew.
void Reposition(State& state, StageIndex stage, std::uint32_t path_length);

}  // namespace srnet::core
