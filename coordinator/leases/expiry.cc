#include "coordinator/leases/expiry.h"

#include <algorithm>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/failure.h"
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

// Whether the worker's deadline will change anything.
bool DeadlineMatters(const core::State& state, const core::Worker& worker) {
  if (worker.connected && !worker.overdue) return true;
  return std::any_of(worker.held.begin(), worker.held.end(),
                     [&](core::StageIndex stage) { return CanExpire(state, stage); });
}

}  // namespace

void Tick(core::State& state, core::Instant now, core::Effects& effects) {
  core::WakeDelayed(state, now);
  core::EndRests(state, now);
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    if (state.workers[i].deadline > now) continue;
    state.workers[i].overdue = true;
    ExpireLeases(state, static_cast<core::WorkerIndex>(i), now, effects);
  }
}

std::optional<core::Instant> NextWake(const core::State& state) {
  std::optional<core::Instant> next;
  if (!state.delayed.empty()) next = state.delayed.begin()->first;
  for (const core::Worker& worker : state.workers) {
    if (worker.resting) next = next ? std::min(*next, worker.rests_until) : worker.rests_until;
    if (!DeadlineMatters(state, worker)) continue;
    next = next ? std::min(*next, worker.deadline) : worker.deadline;
  }
  return next;
}

}  // namespace srnet::leases
