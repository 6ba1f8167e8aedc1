#include "coordinator/leases/report.h"

#include <algorithm>

#include "coordinator/core/failure.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/suspicion.h"
#include "coordinator/leases/admission.h"

namespace srnet::leases {
namespace {

using core::Lease;
using core::LeasePhase;

bool IsFor(const AttemptReport& attempt, const core::State& state, core::StageIndex stage,
           core::Token token) {
  return attempt.token == token && attempt.stage_key == state[stage].key;
}

void Started(Lease& lease, core::StageIndex stage, core::Instant now, core::Effects& effects) {
  if (lease.phase != LeasePhase::kGranted) return;
  lease.phase = LeasePhase::kRunning;
  lease.started = now;
  effects.emplace_back(core::PersistStart{.stage = stage, .token = lease.token});
  effects.emplace_back(core::NotifyStage{stage});
}

void Advanced(core::State& state, core::StageIndex index, core::WorkerIndex worker,
              std::uint32_t checkpoint) {
  core::Stage& stage = state[index];
  // After a restart of ours the first report tells who has it.
  if (checkpoint > 0 && checkpoint >= stage.checkpoint) core::NoteKeeper(state, index, worker);
  if (checkpoint <= stage.checkpoint) return;
  stage.checkpoint = checkpoint;
  core::ForgetCrashes(state, index);
}

void Succeeded(Lease& lease, core::StageIndex stage, core::Effects& effects) {
  lease.phase = LeasePhase::kAccepting;
  effects.emplace_back(core::AcceptResult{.stage = stage, .token = lease.token, .worker = lease.worker});
}

// Returns whether the worker is right to hold the attempt.
bool ApplyAttempt(core::State& state, core::WorkerIndex worker, const AttemptReport& attempt,
                  core::Instant now, core::Effects& effects) {
  const auto stage = core::FindStage(state, attempt.stage_key);
  if (!stage || core::LiveLease(state, *stage) == nullptr) return false;
  Lease& lease = state.leases.at(*stage);
  if (lease.worker != worker || lease.token != attempt.token) return false;
  if (lease.phase == LeasePhase::kAccepting) return true;  // Its fate is with the storage.
  lease.trained |= attempt.trained || attempt.state == AttemptState::kSucceeded;
  Advanced(state, *stage, worker, attempt.checkpoint);
  switch (attempt.state) {
    case AttemptState::kQueued:
      break;
    case AttemptState::kRunning:
      Started(lease, *stage, now, effects);
      break;
    case AttemptState::kSucceeded:
      Succeeded(lease, *stage, effects);
      break;
    case AttemptState::kFailed:
      core::AttemptFailed(state, *stage, attempt.failure_class, attempt.failure_message, now, effects);
      break;
  }
  return true;
}

// Returns whether the worker holds everything that it should.
bool CheckHeld(core::State& state, core::WorkerIndex worker, const WorkerReport& report, core::Instant now,
               core::Effects& effects) {
  bool complete = true;
  const std::vector<core::StageIndex> held = state[worker].held;  // A copy: losing one changes it.
  for (const core::StageIndex stage : held) {
    const Lease* lease = core::LiveLease(state, stage);
    if (lease == nullptr || lease->phase == LeasePhase::kAccepting) continue;
    const bool reported =
        std::any_of(report.attempts.begin(), report.attempts.end(),
                    [&](const AttemptReport& attempt) { return IsFor(attempt, state, stage, lease->token); });
    if (reported) continue;
    complete = false;
    if (lease->phase == LeasePhase::kRunning) {
      core::AttemptLost(state, stage, fmt::format("worker {} came back without it", state[worker].id), now,
                        effects);
    }
  }
  return complete;
}

}  // namespace

void ApplyReport(core::State& state, core::WorkerIndex index, const WorkerReport& report, core::Instant now,
                 core::Effects& effects) {
  core::Worker& worker = state[index];
  worker.deadline = std::max(worker.deadline, now + state.settings.lease);
  worker.reported = now;
  worker.overdue = false;
  worker.draining = report.draining;
  const bool is_first = !worker.greeted;
  bool in_line = !is_first;
  worker.greeted = true;
  for (const AttemptReport& attempt : report.attempts) {
    if (!ApplyAttempt(state, index, attempt, now, effects)) in_line = false;
  }
  if (!CheckHeld(state, index, report, now, effects)) in_line = false;
  if (is_first) CheckAdmissions(state, index, now, effects);
  if (!in_line) effects.emplace_back(core::WantedChanged{index});
}

}  // namespace srnet::leases
