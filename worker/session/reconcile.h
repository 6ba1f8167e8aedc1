// What a worker holds and what the coordinator wants, made the same. Pure; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "worker/attempts/grant.h"

namespace srnet::session {

struct HeldAttempt {
  attempts::AttemptId id;
  bool final = false;     // Succeeded or failed.
  bool reported = false;  // Its final state was sent on this stream before the answer at hand came.
};

struct WantedAttempt {
  attempts::AttemptId id;
  bool has_stage = false;  // The grant says what to do.
  bool ending = false;     // It was dropped here and has a process left.
};

struct Actions {
  std::vector<std::size_t> start;  // Positions in `wanted`.
  std::vector<attempts::AttemptId> drop;
  bool operator==(const Actions&) const = default;
};

// Starts what is wanted, known to both sides in full, and not held; drops what is held and not wanted, except
// that a result or failure stays until the coordinator has heard of it once. Nothing is started while the
// worker drains. Safe for lists that are repeated, late or name an attempt twice: what cannot be done now is
// done when the next list comes.
Actions Reconcile(std::span<const HeldAttempt> held, std::span<const WantedAttempt> wanted, bool draining);

}  // namespace srnet::session
