#include "coordinator/leases/commit.h"

#include <utility>

#include "common/status/status.h"
#include "coordinator/core/failure.h"
#include "coordinator/core/life_cycle.h"
#include "coordinator/leases/admission.h"

namespace srnet::leases {
namespace {

using core::LeasePhase;

core::Lease& LeaseIn(core::State& state, core::StageIndex stage, LeasePhase phase) {
  const auto found = state.leases.find(stage);
  SRNET_CHECK(found != state.leases.end() && found->second.phase == phase);
  return found->second;
}

}  // namespace

void GrantDurable(core::State& state, core::StageIndex stage, core::Token token, core::Instant now,
                  core::Effects& effects) {
  core::Lease& lease = LeaseIn(state, stage, LeasePhase::kPersisting);
  if (lease.abandoned) {
    effects.emplace_back(core::CloseAttempt{.stage = stage,
                                            .token = token,
                                            .end = core::AttemptEnd::kCancelled,
                                            .failure_class = core::FailureClass::kCancelled,
                                            .message = "cancelled before the worker heard of it"});
    return core::DropAbandonedLease(state, stage, now, effects);
  }
  lease.token = token;
  lease.phase = LeasePhase::kGranted;
  effects.emplace_back(core::NotifyStage{stage});
  effects.emplace_back(core::WantedChanged{lease.worker});
  CheckAdmission(state, stage, now, effects);
}

void GrantFailed(core::State& state, core::StageIndex stage, core::Instant now, core::Effects& effects) {
  const core::Lease& lease = LeaseIn(state, stage, LeasePhase::kPersisting);
  if (lease.abandoned) return core::DropAbandonedLease(state, stage, now, effects);
  core::Requeue(state, stage, now + state.settings.first_backoff, now, effects);
}

void GrantRefused(core::State& state, core::StageIndex stage, std::string reason, core::Instant now,
                  core::Effects& effects) {
  const core::Lease& lease = LeaseIn(state, stage, LeasePhase::kPersisting);
  if (lease.abandoned) return core::DropAbandonedLease(state, stage, now, effects);
  core::Fail(state, stage, core::FailureClass::kDataMissing, std::move(reason), effects);
}

void ResultAccepted(core::State& state, core::StageIndex stage, core::Token token, core::Effects& effects) {
  SRNET_CHECK(LeaseIn(state, stage, LeasePhase::kAccepting).token == token);
  core::Complete(state, stage, effects);
}

void ResultIncomplete(core::State& state, core::StageIndex stage, core::Token token, core::Instant now,
                      core::Effects& effects) {
  core::Lease& lease = LeaseIn(state, stage, LeasePhase::kAccepting);
  SRNET_CHECK(lease.token == token);
  lease.phase = LeasePhase::kRunning;
  if (!core::IsWanted(state, stage)) return core::Cancel(state, stage, effects);
  effects.emplace_back(core::WantedChanged{lease.worker});
  CheckAdmission(state, stage, now, effects);
}

void ResultRefused(core::State& state, core::StageIndex stage, core::Token token,
                   core::FailureClass failure_class, std::string reason, core::Instant now,
                   core::Effects& effects) {
  SRNET_CHECK(LeaseIn(state, stage, LeasePhase::kAccepting).token == token);
  core::AttemptFailed(state, stage, failure_class, std::move(reason), now, effects);
}

}  // namespace srnet::leases
