#include "coordinator/leases/expiry.h"

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/allowance.h"
#include "coordinator/core/failure.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/placement.h"
#include "coordinator/core/suspicion.h"

namespace srnet::leases {
namespace {

using core::LeasePhase;

// Whether silence of the worker ends the lease.
bool CanExpire(const core::State& state, core::StageIndex stage) {
  const core::Lease* lease = core::LiveLease(state, stage);
  return lease != nullptr && lease->phase != LeasePhase::kAccepting;
}

void ExpireLeases(core::State& state, core::WorkerIndex worker, core::Instant now, core::Effects& effects) {
  const std::vector<core::StageIndex> held = state[worker].held;  // A copy: losing one changes it.
  for (const core::StageIndex stage : held) {
    if (!CanExpire(state, stage)) continue;
    core::AttemptLost(state, stage,
                      fmt::format("worker {} was silent until its lease ended", state[worker].id), now,
                      effects);
  }
}

// As a specification spells it: "4h".
std::string Spelled(core::Duration duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  static constexpr std::array<std::pair<std::int64_t, std::string_view>, 3> kUnits = {
      {{86400, "d"}, {3600, "h"}, {60, "m"}}};
  for (const auto& [length, name] : kUnits) {
    if (seconds % length == 0) return fmt::format("{}{}", seconds / length, name);
  }
  return fmt::format("{}s", seconds);
}

// What was trained since the last report may have been so in time: the worker may be away, or we were. If it
// stays so, its leases end.
void EndOverdue(core::State& state, core::WorkerIndex worker, core::Instant now, core::Effects& effects) {
  const std::optional<core::Instant> reported = state[worker].reported;
  if (!reported) return;
  const std::vector<core::StageIndex> held = state[worker].held;  // A copy: failing one changes it.
  for (const core::StageIndex stage : held) {
    const core::Lease* lease = core::LiveLease(state, stage);
    if (lease == nullptr || lease->phase != LeasePhase::kRunning || lease->trained) continue;
    const auto deadline = core::DeadlineOf(state, stage);
    if (!deadline || *reported - lease->started <= *deadline) continue;
    core::AttemptFailed(
        state, stage, core::FailureClass::kDeadlineExceeded,
        fmt::format("ran on worker {} for longer than {}, the deadline of its sweeps: raise it in "
                    "`execution` and submit again",
                    state[worker].id, Spelled(*deadline)),
        now, effects);
  }
}

}  // namespace

void Tick(core::State& state, core::Instant now, core::Effects& effects) {
  core::WakeDelayed(state, now);
  core::EndRests(state, now);
  core::EndReservations(state, now);
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const auto worker = static_cast<core::WorkerIndex>(i);
    if (state[worker].deadline <= now) {
      state[worker].overdue = true;
      ExpireLeases(state, worker, now, effects);
    }
    EndOverdue(state, worker, now, effects);
  }
}

}  // namespace srnet::leases
