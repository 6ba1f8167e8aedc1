#include "coordinator/core/submission.h"

#include "coordinator/core/insertion.h"
#include "coordinator/core/placement.h"
#include "coordinator/core/retry.h"

namespace srnet::core {
namespace {

void RepositionAll(State& state, SweepIndex sweep) {
  for (const StageIndex stage : state[sweep].stages) Reposition(state, stage, state[stage].path_length);
}

}  // namespace

SweepIndex AddSweep(State& state, const NewSweep& sweep, Instant now, Effects& effects) {
  if (const auto known = FindSweep(state, sweep.id)) return *known;
  const std::size_t first_new = state.stages.size();
  const SweepIndex index = Insert(state, sweep);
  state[index].state = SweepState::kActive;
  for (std::size_t i = first_new; i < state.stages.size(); ++i) {
    if (state.stages[i].state == StageState::kReady) Enqueue(state, static_cast<StageIndex>(i), now);
  }
  Retry(state, index, now, effects);
  return index;
}

void SetPriority(State& state, SweepIndex index, std::int32_t priority) {
  if (state[index].priority == priority) return;
  state[index].priority = priority;
  RepositionAll(state, index);
}

void SetExecution(State& state, SweepIndex index, const Execution& execution) {
  if (state[index].execution == execution) return;
  state[index].execution = execution;
  RepositionAll(state, index);
}

}  // namespace srnet::core
