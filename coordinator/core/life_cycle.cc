#include "coordinator/core/life_cycle.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/placement.h"
#include "coordinator/core/suspicion.h"

namespace srnet::core {
namespace {

void SetState(State& state, StageIndex stage, StageState to, Effects& effects) {
  const StageState from = std::exchange(state[stage].state, to);
  if (to != StageState::kReady) state.reservations.erase(stage);
  if (IsFinal(to)) state.keepers.erase(stage);
  effects.emplace_back(NotifyStage{stage});
  state.stage_sweeps.ForEach(state[stage].sweeps, [&](SweepIndex sweep) {
    --state[sweep].counts[from];
    ++state[sweep].counts[to];
  });
  state.stage_sweeps.ForEach(state[stage].sweeps,
                             [&](SweepIndex sweep) { UpdateSweep(state, sweep, effects); });
}

// As SetState, for a change that the storage would not see otherwise.
void RecordState(State& state, StageIndex index, StageState to, Effects& effects) {
  const Stage& stage = state[index];
  effects.emplace_back(PersistStage{.stage = index,
                                    .state = to,
                                    .failure_class = stage.failure_class,
                                    .message = std::string(FailureMessageOf(state, index)),
                                    .crashes = stage.crashes,
                                    .memory_class = stage.memory_class,
                                    .checkpoint = stage.checkpoint});
  SetState(state, index, to, effects);
}

void EndLease(State& state, StageIndex stage, Effects& effects) {
  const auto lease = state.leases.find(stage);
  SRNET_CHECK(lease != state.leases.end());
  const WorkerIndex worker = lease->second.worker;
  std::erase(state[worker].held, stage);
  --state[lease->second.owner].leased;
  if (lease->second.phase != LeasePhase::kPersisting) effects.emplace_back(WantedChanged{worker});
  state.leases.erase(lease);
}

// The worker keeps the models of its last stages, one per slot.
void Warm(Worker& worker, StartModel model) {
  if (model == StartModel::kNone) return;
  std::erase(worker.warm, model);
  worker.warm.insert(worker.warm.begin(), model);
  const auto most = static_cast<std::size_t>(std::max(worker.slots, 1));
  if (worker.warm.size() > most) worker.warm.resize(most);
}

void BeginLease(State& state, StageIndex index, Lease lease, Effects& effects) {
  Stage& stage = state[index];
  SRNET_CHECK(stage.queued);
  Dequeue(state, index);
  lease.owner = stage.owner;
  state.leases.emplace(index, lease);
  Worker& worker = state[lease.worker];
  worker.held.push_back(index);
  Warm(worker, stage.start_model);
  ++state[stage.owner].leased;
  state[stage.owner].last_grant = ++state.grants;
  SetState(state, index, StageState::kLeased, effects);
}

// Whether the stage may be cancelled now; ends its lease if it has one that can be ended.
bool LetGo(State& state, StageIndex stage, Effects& effects) {
  Lease& lease = state.leases.at(stage);
  if (lease.phase == LeasePhase::kAccepting) return false;
  if (lease.phase == LeasePhase::kPersisting) {
    lease.abandoned = true;
    return true;
  }
  effects.emplace_back(CloseAttempt{.stage = stage,
                                    .token = lease.token,
                                    .end = AttemptEnd::kCancelled,
                                    .failure_class = FailureClass::kCancelled,
                                    .message = "no sweep wants the stage any more"});
  EndLease(state, stage, effects);
  return true;
}

void Unblock(State& state, StageIndex index, Effects& effects) {
  Stage& stage = state[index];
  --stage.unmet_inputs;
  if (stage.state != StageState::kBlocked || stage.unmet_inputs > 0) return;
  SetState(state, index, StageState::kReady, effects);
  Enqueue(state, index, stage.retry_at);
}

void ReviveAlone(State& state, StageIndex index, Instant now, Effects& effects) {
  Stage& stage = state[index];
  stage.setbacks = stage.memory_class = 0;
  ForgetCrashes(state, index);
  stage.failure_class = FailureClass::kNone;
  stage.retry_at = {};
  state.failure_messages.erase(index);
  if (!IsWanted(state, index)) return RecordState(state, index, StageState::kCancelled, effects);
  const bool runnable = stage.unmet_inputs == 0;
  RecordState(state, index, runnable ? StageState::kReady : StageState::kBlocked, effects);
  if (runnable) Enqueue(state, index, now);
}

}  // namespace

void Grant(State& state, StageIndex index, WorkerIndex worker, Effects& effects) {
  ++state[index].attempts;
  effects.emplace_back(
      PersistGrant{.stage = index, .worker = worker, .memory_class = state[index].memory_class});
  BeginLease(state, index, {.worker = worker}, effects);
}

void TakeUp(State& state, StageIndex stage, WorkerIndex worker, Token token, std::optional<Instant> started,
            Effects& effects) {
  Lease lease{.worker = worker, .token = token, .phase = LeasePhase::kGranted};
  if (started) {
    lease.phase = LeasePhase::kRunning;
    lease.started = *started;
  }
  BeginLease(state, stage, lease, effects);
}

void Complete(State& state, StageIndex stage, Effects& effects) {
  SRNET_CHECK(state[stage].state == StageState::kLeased);
  Absolve(state[state.leases.at(stage).worker]);
  state.crashed_on.erase(stage);
  EndLease(state, stage, effects);
  state[stage].failure_class = FailureClass::kNone;
  SetState(state, stage, StageState::kDone, effects);
  state.dependants.ForEach(state[stage].dependants,
                           [&](StageIndex dependant) { Unblock(state, dependant, effects); });
}

void Requeue(State& state, StageIndex index, Instant retry_at, Instant now, Effects& effects) {
  EndLease(state, index, effects);
  if (!IsWanted(state, index)) return RecordState(state, index, StageState::kCancelled, effects);
  state[index].retry_at = retry_at;
  RecordState(state, index, StageState::kReady, effects);
  Enqueue(state, index, now);
}

void Fail(State& state, StageIndex index, FailureClass failure_class, std::string message, Effects& effects) {
  EndLease(state, index, effects);
  state[index].failure_class = failure_class;
  state.failure_messages[index] = std::move(message);
  RecordState(state, index, StageState::kFailed, effects);
  std::vector<StageIndex> pending = {index};
  while (!pending.empty()) {
    const StageIndex failed = pending.back();
    pending.pop_back();
    state.dependants.ForEach(state[failed].dependants, [&](StageIndex dependant) {
      if (state[dependant].state != StageState::kBlocked) return;
      Skip(state, dependant, effects);
      pending.push_back(dependant);
    });
  }
}

void Skip(State& state, StageIndex stage, Effects& effects) {
  RecordState(state, stage, StageState::kSkipped, effects);
}

void Cancel(State& state, StageIndex stage, Effects& effects) {
  if (state[stage].state == StageState::kLeased && !LetGo(state, stage, effects)) return;
  if (state[stage].state == StageState::kReady) Dequeue(state, stage);
  RecordState(state, stage, StageState::kCancelled, effects);
}

void Revive(State& state, StageIndex index, Instant now, Effects& effects) {
  std::vector<StageIndex> pending = {index};
  while (!pending.empty()) {
    const StageIndex revived = pending.back();
    pending.pop_back();
    const bool had_failed = state[revived].state != StageState::kCancelled;
    ReviveAlone(state, revived, now, effects);
    if (!had_failed) continue;
    state.dependants.ForEach(state[revived].dependants, [&](StageIndex dependant) {
      const bool skipped = state[dependant].state == StageState::kSkipped;
      if (skipped && !HasFailedInput(state, dependant)) pending.push_back(dependant);
    });
  }
}

void DropAbandonedLease(State& state, StageIndex stage, Instant now, Effects& effects) {
  Effects none;  // The worker never saw the attempt.
  EndLease(state, stage, none);
  RecordState(state, stage, state[stage].state, effects);
  if (state[stage].state == StageState::kReady) Enqueue(state, stage, now);
}

void UpdateSweep(State& state, SweepIndex index, Effects& effects) {
  Sweep& sweep = state[index];
  if (sweep.state == SweepState::kCancelled) return;
  const StageCounts& counts = sweep.counts;
  SweepState now = SweepState::kActive;
  if (counts[StageState::kBlocked] + counts[StageState::kReady] + counts[StageState::kLeased] == 0) {
    now = counts[StageState::kDone] == sweep.stages.size() ? SweepState::kDone : SweepState::kFailed;
  }
  if (now == sweep.state) return;
  sweep.state = now;
  effects.emplace_back(PersistSweep{index, now});
}

}  // namespace srnet::core
