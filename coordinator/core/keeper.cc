#include "coordinator/core/keeper.h"

#include "coordinator/core/suspicion.h"

namespace srnet::core {

void NoteKeeper(State& state, StageIndex stage, WorkerIndex worker) { state.keepers[stage] = worker; }

void Reserve(State& state, StageIndex stage, Instant from) {
  const auto keeper = state.keepers.find(stage);
  if (state[stage].state != StageState::kReady || keeper == state.keepers.end()) return;
  if (Avoids(state, stage, keeper->second)) return;
  state.reservations[stage] = from + state.settings.lease;
}

void EndReservations(State& state, Instant now) {
  std::erase_if(state.reservations, [&](const auto& reservation) { return reservation.second <= now; });
}

std::optional<WorkerIndex> AwaitedKeeper(const State& state, StageIndex stage) {
  if (!state.reservations.contains(stage)) return std::nullopt;
  const WorkerIndex keeper = state.keepers.at(stage);
  const bool in_service = state[keeper].admission == Admission::kActive && !Rests(state, keeper);
  return in_service ? std::optional(keeper) : std::nullopt;
}

bool IsReservedFromOthers(const State& state, StageIndex stage, WorkerIndex worker) {
  const auto keeper = AwaitedKeeper(state, stage);
  return keeper && *keeper != worker;
}

bool Keeps(const State& state, WorkerIndex worker, StageIndex stage) {
  const auto keeper = state.keepers.find(stage);
  return keeper != state.keepers.end() && keeper->second == worker;
}

}  // namespace srnet::core
