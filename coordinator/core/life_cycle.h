// The life cycle of a stage: the only functions that change a stage's state.
//
//              (1)            (2)             (5)
//   BLOCKED --------> READY ---------> LEASED --------> DONE
//    |   ^              ^ ^   (3) (4)   |  |
//    |   |              | +-------------+  | (6)
//    |   |              |                  v
//    |   |              +-------(8)----- FAILED
//    |   +--(8)--- SKIPPED
//    |                ^
//    +-------(7)------+
//
//   BLOCKED, READY, LEASED --(9)--> CANCELLED --(8)--> BLOCKED or READY
//
//   (1) The last of its inputs became DONE (or it was added with none to wait for).
//   (2) It was assigned to a worker (scheduling/assign.h). The lease counts at once; the worker hears of it
//       when the storage has assigned the token.
//   (3) The lease was lost: the worker was silent beyond the deadline, or came back without the attempt. Not
//       a failure of the stage; a crash is counted if it had been running, and one too many leads to (6).
//   (4) The attempt failed in a way that may pass: preempted, device_fault, crashed: READY after a backoff;
//       out_of_memory: READY with the next memory class.
//   (5) The result was committed under the live token. DONE is for ever.
//   (6) The attempt failed in a way that will not pass, once too often, or ran too long (failure.h).
//   (7) An input FAILED or was SKIPPED.
//   (8) A sweep wants it (again): a new one, or Retry. BLOCKED if an input is missing, else READY. SKIPPED
//       stages of other sweeps follow as soon as none of their inputs is FAILED or SKIPPED.
//   (9) The last sweep that wants it was cancelled.
//
// All are O(degree of the stages whose state changes), times a logarithm for the queue. Not thread-safe.
#pragma once

#include <optional>
#include <string>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// (2). The stage must be READY and in the queue.
void Grant(State& state, StageIndex stage, WorkerIndex worker, Effects& effects);

// (2) as it was before a restart: the attempt is known to the worker already, and runs if it has `started`.
void TakeUp(State& state, StageIndex stage, WorkerIndex worker, Token token, std::optional<Instant> started,
            Effects& effects);

// (5), then (1) for those that waited for it. Ends the lease.
void Complete(State& state, StageIndex stage, Effects& effects);

// (3), (4). Ends the lease; the stage is READY and may be granted from `retry_at` on, or is CANCELLED (9) if
// nobody wants it any more.
void Requeue(State& state, StageIndex stage, Instant retry_at, Instant now, Effects& effects);

// (6), then (7) transitively. Ends the lease.
void Fail(State& state, StageIndex stage, FailureClass failure_class, std::string message, Effects& effects);

// (7), for this stage alone.
void Skip(State& state, StageIndex stage, Effects& effects);

// (9), unless its result is being committed. A lease that is still being made durable stays, abandoned, until
// it is; others end.
void Cancel(State& state, StageIndex stage, Effects& effects);

// (8) for a FAILED, SKIPPED or CANCELLED stage whose inputs have been revived before it, with a clean record.
// A SKIPPED stage that nobody wants is CANCELLED.
void Revive(State& state, StageIndex stage, Instant now, Effects& effects);

// Ends the lease of an attempt that was cancelled before its grant was durable, and says where the stage
// stands: one that was revived meanwhile can be granted again.
void DropAbandonedLease(State& state, StageIndex stage, Instant now, Effects& effects);

// Sets the state of a sweep from its counts, unless it was cancelled.
void UpdateSweep(State& state, SweepIndex sweep, Effects& effects);

}  // namespace srnet::core
