#include "coordinator/app/live_state.h"

namespace srnet::app {

LiveAttempt* LiveState::FindAttempt(core::StageIndex stage, core::Token token) {
  const auto found = attempts.find(stage);
  return found != attempts.end() && found->second.token == token ? &found->second : nullptr;
}

void LiveState::CountIfDone(core::StageIndex stage) {
  LiveStage& live = (*this)[stage];
  if (live.counted_done || core[stage].state != core::StageState::kDone) return;
  live.counted_done = true;
  core.stage_sweeps.ForEach(core[stage].sweeps, [&](core::SweepIndex sweep) {
    const auto answers = (*this)[sweep].answers.find(stage);
    if (answers != (*this)[sweep].answers.end()) (*this)[sweep].points_done += answers->second;
  });
}

}  // namespace srnet::app
