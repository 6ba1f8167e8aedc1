#include "coordinator/core/retry.h"

#include "coordinator/core/life_cycle.h"
#include "coordinator/core/placement.h"

namespace srnet::core {
namespace {

std::int64_t Revivable(const StageCounts& counts) {
  return std::int64_t{counts[StageState::kFailed]} + counts[StageState::kSkipped] +
         counts[StageState::kCancelled];
}

void Reactivate(State& state, SweepIndex index, Effects& effects) {
  state[index].state = SweepState::kActive;
  effects.emplace_back(PersistSweep{index, SweepState::kActive});
  for (const StageIndex stage : state[index].stages) Reposition(state, stage, state[stage].path_length);
}

}  // namespace

std::int64_t Retry(State& state, SweepIndex index, Instant now, Effects& effects) {
  if (state[index].state == SweepState::kCancelled) Reactivate(state, index, effects);
  const std::int64_t revivable = Revivable(state[index].counts);
  for (const StageIndex stage : state[index].stages) {
    const StageState was = state[stage].state;
    if (IsFinal(was) && was != StageState::kDone) Revive(state, stage, now, effects);
  }
  UpdateSweep(state, index, effects);
  return revivable;
}

}  // namespace srnet::core
