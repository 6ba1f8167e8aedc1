#include "coordinator/core/cancellation.h"

#include "coordinator/core/life_cycle.h"
#include "coordinator/core/placement.h"

namespace srnet::core {

void CancelSweep(State& state, SweepIndex index, Effects& effects) {
  Sweep& sweep = state[index];
  if (sweep.state == SweepState::kCancelled) return;
  sweep.state = SweepState::kCancelled;
  effects.emplace_back(PersistSweep{index, SweepState::kCancelled});
  for (const StageIndex stage : sweep.stages) {
    if (IsFinal(state[stage].state)) continue;
    if (IsWanted(state, stage)) {
      Reposition(state, stage, state[stage].path_length);
    } else {
      Cancel(state, stage, effects);
    }
  }
}

}  // namespace srnet::core
