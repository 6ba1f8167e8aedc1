#include "coordinator/scheduling/assign.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "coordinator/core/life_cycle.h"

namespace srnet::scheduling {
namespace {

// Attempts beyond the slots; negative while slots are free. The least loaded worker comes first.
using Place = std::pair<std::int64_t, core::WorkerIndex>;
using Places = std::priority_queue<Place, std::vector<Place>, std::greater<>>;

std::int64_t LoadOf(const core::Worker& worker) {
  return static_cast<std::int64_t>(worker.held.size()) - worker.slots;
}

bool HasPlace(const core::Worker& worker) {
  return worker.connected && worker.greeted && !worker.draining && !worker.overdue &&
         LoadOf(worker) < worker.prefetch;
}

Places OpenPlaces(const core::State& state) {
  Places places;
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const core::Worker& worker = state.workers[i];
    if (HasPlace(worker)) places.emplace(LoadOf(worker), static_cast<core::WorkerIndex>(i));
  }
  return places;
}

// The line of the owner who is served next.
const core::ReadyLine& FairestLine(const core::State& state, const core::ReadyQueue::Level& level) {
  const auto usage = [&](const auto& entry) {
    const core::Owner& owner = state[entry.first];
    return std::tuple(owner.leased, owner.last_grant);
  };
  return std::min_element(level.begin(), level.end(),
                          [&](const auto& a, const auto& b) { return usage(a) < usage(b); })
      ->second;
}

}  // namespace

std::optional<core::StageIndex> NextStage(const core::State& state, const core::Worker& worker) {
  if (state.ready.empty()) return std::nullopt;
  const core::ReadyLine& line = FairestLine(state, state.ready.levels().begin()->second);
  for (const core::StartModel model : worker.warm) {
    if (const auto stage = line.FrontWith(model)) return stage;
  }
  return line.Front();
}

void AssignWork(core::State& state, core::Effects& effects) {
  if (state.ready.empty()) return;
  Places places = OpenPlaces(state);
  while (!places.empty()) {
    const core::WorkerIndex worker = places.top().second;
    places.pop();
    const auto stage = NextStage(state, state[worker]);
    if (!stage) return;
    core::Grant(state, *stage, worker, effects);
    if (HasPlace(state[worker])) places.emplace(LoadOf(state[worker]), worker);
  }
}

}  // namespace srnet::scheduling
