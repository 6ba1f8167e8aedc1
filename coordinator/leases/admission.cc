#include "coordinator/leases/admission.h"

#include <vector>

#include "common/status/status.h"
#include "coordinator/core/failure.h"

namespace srnet::leases {
namespace {

using core::Admission;
using core::LeasePhase;

bool MayKeep(Admission admission, LeasePhase phase) {
  switch (admission) {
    case Admission::kActive:
      return true;
    case Admission::kDraining:
      return phase != LeasePhase::kGranted;
    case Admission::kQuarantined:
      return phase == LeasePhase::kAccepting;
  }
  return true;
}

}  // namespace

void CheckAdmission(core::State& state, core::StageIndex stage, core::Instant now, core::Effects& effects) {
  // One that is still being made durable has no token to be closed under; this is asked again when it has.
  const core::Lease* lease = core::LiveLease(state, stage);
  if (lease == nullptr) return;
  const core::Worker& worker = state[lease->worker];
  if (MayKeep(worker.admission, lease->phase)) return;
  const bool drains = worker.admission == Admission::kDraining;
  if (drains && !worker.greeted) return;  // It may have begun; its report will tell.
  core::AttemptWithdrawn(state, stage,
                         fmt::format("worker {} {}", worker.id,
                                     drains ? "is being drained and had not begun it" : "is in quarantine"),
                         now, effects);
}

void CheckAdmissions(core::State& state, core::WorkerIndex worker, core::Instant now,
                     core::Effects& effects) {
  const std::vector<core::StageIndex> held = state[worker].held;  // A copy: taking one back changes it.
  for (const core::StageIndex stage : held) CheckAdmission(state, stage, now, effects);
}

void SetAdmission(core::State& state, core::WorkerIndex worker, Admission admission, core::Instant now,
                  core::Effects& effects) {
  state[worker].admission = admission;
  CheckAdmissions(state, worker, now, effects);
}

}  // namespace srnet::leases
