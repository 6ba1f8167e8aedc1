#include "coordinator/core/restore.h"

#include "common/status/status.h"
#include "coordinator/core/insertion.h"
#include "coordinator/core/life_cycle.h"
#include "coordinator/core/placement.h"

namespace srnet::core {
namespace {

// Inputs precede their readers in the table, so each decision rests on repaired inputs.
void Repair(State& state, StageIndex index, Instant now, Effects& effects) {
  const StageState recorded = state[index].state;
  if (recorded == StageState::kDone || recorded == StageState::kFailed) return;
  const bool wanted = IsWanted(state, index);
  if (!IsFinal(recorded) && !wanted) return Cancel(state, index, effects);
  const bool input_failed = HasFailedInput(state, index);
  if (recorded == StageState::kBlocked && input_failed) return Skip(state, index, effects);
  const bool revive =
      (recorded == StageState::kSkipped && !input_failed) || recorded == StageState::kCancelled;
  if (revive && wanted) return Revive(state, index, now, effects);
  if (recorded == StageState::kReady) Enqueue(state, index, now);
}

}  // namespace

SweepIndex RestoreSweep(State& state, const NewSweep& sweep) { return Insert(state, sweep); }

void CompleteRestore(State& state, Instant now, Effects& effects) {
  for (std::size_t i = 0; i < state.stages.size(); ++i)
    Repair(state, static_cast<StageIndex>(i), now, effects);
  for (std::size_t i = 0; i < state.sweeps.size(); ++i)
    UpdateSweep(state, static_cast<SweepIndex>(i), effects);
}

}  // namespace srnet::core
