#include "coordinator/core/placement.h"

#include <optional>

#include "coordinator/core/requirement.h"

namespace srnet::core {
namespace {

std::optional<SweepIndex> ForemostSweep(const State& state, StageIndex stage) {
  std::optional<SweepIndex> foremost;
  state.stage_sweeps.ForEach(state[stage].sweeps, [&](SweepIndex sweep) {
    if (state[sweep].state == SweepState::kCancelled) return;
    if (!foremost || state[sweep].priority > state[*foremost].priority) foremost = sweep;
  });
  return foremost;
}

}  // namespace

void Enqueue(State& state, StageIndex index, Instant now) {
  Stage& stage = state[index];
  if (state.leases.contains(index)) return;
  if (stage.retry_at > now) {
    state.delayed.emplace(stage.retry_at, index);
    return;
  }
  state.ready.Insert(index, stage);
  stage.queued = true;
}

void Dequeue(State& state, StageIndex index) {
  Stage& stage = state[index];
  if (stage.queued) {
    state.ready.Erase(index, stage);
    stage.queued = false;
  } else {
    state.delayed.erase({stage.retry_at, index});
  }
}

void WakeDelayed(State& state, Instant now) {
  while (!state.delayed.empty() && state.delayed.begin()->first <= now) {
    const StageIndex stage = state.delayed.begin()->second;
    state.delayed.erase(state.delayed.begin());
    Enqueue(state, stage, now);
  }
}

void Reposition(State& state, StageIndex index, std::uint32_t path_length) {
  Stage& stage = state[index];
  const bool queued = stage.queued;
  if (queued) state.ready.Erase(index, stage);
  stage.path_length = path_length;
  if (const auto sweep = ForemostSweep(state, index)) {
    stage.priority = state[*sweep].priority;
    stage.owner = state[*sweep].owner;
    stage.requirement = RequirementOf(state, index);
  }
  if (queued) state.ready.Insert(index, stage);
}

}  // namespace srnet::core
