#include "coordinator/leases/expiry.h"

#include <vector>

#include "common/status/status.h"
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

}  // namespace

void Tick(core::State& state, core::Instant now, core::Effects& effects) {
  core::WakeDelayed(state, now);
  core::EndRests(state, now);
  core::EndReservations(state, now);
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    if (state.workers[i].deadline > now) continue;
    state.workers[i].overdue = true;
    ExpireLeases(state, static_cast<core::WorkerIndex>(i), now, effects);
  }
}

}  // namespace srnet::leases
