// What a worker says it holds is brought into line with what it should hold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

enum class AttemptState : std::uint8_t { kQueued, kRunning, kSucceeded, kFailed };

struct AttemptReport {
  Digest stage_key{};
  core::Token token{};
  AttemptState state = AttemptState::kQueued;
  bool trained = false;          // The trainer is done; what is left is to hand in what it has made.
  std::uint32_t checkpoint = 0;  // The step of its newest resume checkpoint; 0: none.
  core::FailureClass failure_class = core::FailureClass::kNone;  // When failed.
  std::string failure_message{};
};

struct WorkerReport {
  bool draining = false;
  std::vector<AttemptReport> attempts{};  // Everything the worker holds.
};

// Applies one report of a connected worker. Applying it twice changes nothing the second time.
//   - The worker's leases are renewed.
//   - An attempt under another token than the live one changes nothing; the worker is told to drop it.
//   - A resume checkpoint beyond all earlier ones of the stage clears its crashes: it does get on. The worker is its keeper
//     (core/keeper.h).
//   - A first success emits AcceptResult; repeats are absorbed while the commit is under way.
//   - A failure goes through core/failure.h.
//   - An attempt that was running and is no longer held is lost: the worker restarted.
// WantedChanged is emitted when the worker holds other attempts than it should, and for its first report.
void ApplyReport(core::State& state, core::WorkerIndex worker, const WorkerReport& report, core::Instant now,
                 core::Effects& effects);

}  // namespace srnet::leases
