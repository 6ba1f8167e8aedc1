// What the shell has to do after an event, in the order given.
//
// Decisions change State at once; effects carry them to the storage, the workers and the watchers. They are
// values: the shell may queue them. The storage must apply those it gets in order, each in its own or a
// common transaction. Repeats of PersistSweep, NotifyStage and WantedChanged in one batch may be folded into
// the last one.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "coordinator/core/ids.h"
#include "coordinator/core/stage.h"
#include "coordinator/core/sweep.h"

namespace srnet::core {

// Make a new attempt durable and assign its token; then call leases::GrantDurable (or leases::GrantFailed).
// Until then the worker must not see it.
struct PersistGrant {
  StageIndex stage{};
  WorkerIndex worker{};
  std::uint8_t memory_class = 0;
  bool operator==(const PersistGrant&) const = default;
};

// Record that the attempt runs: whoever restores the lease after a restart must know
// (leases::LeaseRecord::started).
struct PersistStart {
  StageIndex stage{};
  Token token{};
  bool operator==(const PersistStart&) const = default;
};

// Commit the result of the report at hand in one transaction that fails unless `token` is still the stage's
// live one; then call leases::ResultAccepted (or leases::ResultRefused).
struct AcceptResult {
  StageIndex stage{};
  Token token{};
  WorkerIndex worker{};
  bool operator==(const AcceptResult&) const = default;
};

enum class AttemptEnd : std::uint8_t { kFailed, kLost, kCancelled };

// Record that an attempt ended without a result. The PersistStage that follows from it comes later in the
// same batch.
struct CloseAttempt {
  StageIndex stage{};
  Token token{};
  AttemptEnd end = AttemptEnd::kLost;
  FailureClass failure_class = FailureClass::kNone;
  std::string message{};
  bool operator==(const CloseAttempt&) const = default;
};

// Record where a stage now stands. Not sent for what follows from the rest: BLOCKED to READY, grants, DONE.
// The storage may have gone ahead of the scheduler, so of BLOCKED and READY it must take no more than that
// the stage waits.
struct PersistStage {
  StageIndex stage{};
  StageState state = StageState::kReady;
  FailureClass failure_class = FailureClass::kNone;
  std::string message{};  // Why it failed for good.
  std::uint8_t crashes = 0;
  std::uint8_t memory_class = 0;
  std::uint32_t checkpoint = 0;  // With `crashes`: only getting beyond it clears them.
  bool operator==(const PersistStage&) const = default;
};

// Record the state of a sweep, and tell its watchers: none of its stages need have changed.
struct PersistSweep {
  SweepIndex sweep{};
  SweepState state = SweepState::kActive;
  bool operator==(const PersistSweep&) const = default;
};

// Tell the watchers of every sweep that names the stage.
struct NotifyStage {
  StageIndex stage{};
  bool operator==(const NotifyStage&) const = default;
};

// Send the worker what it should hold (leases::Wanted).
struct WantedChanged {
  WorkerIndex worker{};
  bool operator==(const WantedChanged&) const = default;
};

using Effect = std::variant<PersistGrant, PersistStart, AcceptResult, CloseAttempt, PersistStage,
                            PersistSweep, NotifyStage, WantedChanged>;
using Effects = std::vector<Effect>;

}  // namespace srnet::core
