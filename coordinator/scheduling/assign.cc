#include "coordinator/scheduling/assign.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/failure.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/life_cycle.h"
#include "coordinator/core/requirement.h"
#include "coordinator/core/suspicion.h"

namespace srnet::scheduling {
namespace {

// Attempts beyond the slots, negative while slots are free; then the number of labels, so that workers which
// more stages ask for are not taken by what anyone can run. The least comes first.
using Place = std::tuple<std::int64_t, std::size_t, core::WorkerIndex>;
using Places = std::priority_queue<Place, std::vector<Place>, std::greater<>>;

std::int64_t LoadOf(const core::Worker& worker) {
  return static_cast<std::int64_t>(worker.held.size()) - worker.slots;
}

Place PlaceOn(const core::State& state, core::WorkerIndex worker) {
  return {LoadOf(state[worker]), state[worker].labels.size(), worker};
}

bool HasPlace(const core::State& state, core::WorkerIndex index) {
  const core::Worker& worker = state[index];
  return core::TakesWork(worker) && LoadOf(worker) < worker.prefetch && !core::Rests(state, index);
}

Places OpenPlaces(const core::State& state) {
  Places places;
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const auto worker = static_cast<core::WorkerIndex>(i);
    if (HasPlace(state, worker)) places.push(PlaceOn(state, worker));
  }
  return places;
}

// Whether `a` is served before `b`: it has less for its weight, or as much and waits for longer.
bool ComesBefore(const core::Owner& a, const core::Owner& b) {
  const std::uint64_t share_of_a = std::uint64_t{a.leased} * b.weight;
  const std::uint64_t share_of_b = std::uint64_t{b.leased} * a.weight;
  return share_of_a != share_of_b ? share_of_a < share_of_b : a.last_grant < b.last_grant;
}

// The lines of a level, those of the owner who is served next first; without those whose quota is used up.
std::vector<const core::ReadyQueue::Lines*> FairOrder(const core::State& state,
                                                      const core::ReadyQueue::Level& level) {
  std::vector<std::pair<core::OwnerIndex, const core::ReadyQueue::Lines*>> owners;
  for (const auto& [owner, lines] : level) {
    if (core::HasQuotaLeft(state[owner])) owners.emplace_back(owner, &lines);
  }
  std::sort(owners.begin(), owners.end(),
            [&](const auto& a, const auto& b) { return ComesBefore(state[a.first], state[b.first]); });
  std::vector<const core::ReadyQueue::Lines*> order;
  for (const auto& [owner, lines] : owners) order.push_back(lines);
  return order;
}

// The first stage of the line that is kept for the worker. Reservations are few and short.
std::optional<core::StageIndex> ReservedFor(const core::State& state, const core::ReadyLine& line,
                                            core::WorkerIndex worker) {
  for (const auto& [stage, until] : state.reservations) {
    const bool may_go_on = core::Keeps(state, worker, stage) && !core::Avoids(state, stage, worker);
    if (may_go_on && line.Contains(stage, state[stage])) return stage;
  }
  return std::nullopt;
}

std::optional<core::StageIndex> FrontFor(const core::State& state, const core::ReadyLine& line,
                                         core::WorkerIndex worker) {
  const auto accepts = [&](core::StageIndex stage) {
    return !core::Avoids(state, stage, worker) && !core::IsReservedFromOthers(state, stage, worker);
  };
  for (const core::StartModel model : state[worker].warm) {
    const auto stage = line.FrontWith(model);
    if (stage && accepts(*stage)) return stage;
  }
  return line.FrontThat(accepts);
}

bool IsWarm(const core::Worker& worker, core::StartModel model) {
  return std::find(worker.warm.begin(), worker.warm.end(), model) != worker.warm.end();
}

// Whether the worker is given `a` before `b`, both fronts of their lines.
bool ComesBefore(const core::State& state, core::WorkerIndex worker, core::StageIndex a, core::StageIndex b) {
  if (state[a].path_length != state[b].path_length) return state[a].path_length > state[b].path_length;
  const bool a_is_warm = IsWarm(state[worker], state[a].start_model);
  const bool b_is_warm = IsWarm(state[worker], state[b].start_model);
  return a_is_warm != b_is_warm ? a_is_warm : a < b;
}

// What the worker is given of one owner's stages of one priority.
std::optional<core::StageIndex> FrontFor(const core::State& state, const core::ReadyQueue::Lines& lines,
                                         core::WorkerIndex worker) {
  std::optional<core::StageIndex> front;
  for (const auto& [requirement, line] : lines) {
    if (!core::Fulfils(state, worker, requirement)) continue;
    if (const auto stage = ReservedFor(state, line, worker)) return stage;
    const auto stage = FrontFor(state, line, worker);
    if (stage && (!front || ComesBefore(state, worker, *stage, *front))) front = stage;
  }
  return front;
}

// The last granted of what waits on the worker and satisfies the predicate.
template <typename Predicate>
std::optional<core::StageIndex> WaitingOn(const core::State& state, core::WorkerIndex worker,
                                          Predicate predicate) {
  const std::vector<core::StageIndex>& held = state[worker].held;
  const auto waits = [&](core::StageIndex stage) {
    return state.leases.at(stage).phase == core::LeasePhase::kGranted && predicate(stage);
  };
  const auto found = std::find_if(held.rbegin(), held.rend(), waits);
  if (found == held.rend()) return std::nullopt;
  return *found;
}

// Workers with more work than slots of which something can be taken back, and which have told us of all they
// run; the fullest first.
std::vector<core::WorkerIndex> FullWorkers(const core::State& state) {
  std::vector<core::WorkerIndex> full;
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const auto index = static_cast<core::WorkerIndex>(i);
    const core::Worker& worker = state[index];
    if (!worker.greeted || LoadOf(worker) <= 0) continue;
    if (WaitingOn(state, index, [](core::StageIndex) { return true; })) full.push_back(index);
  }
  std::stable_sort(full.begin(), full.end(), [&](core::WorkerIndex a, core::WorkerIndex b) {
    return LoadOf(state[a]) > LoadOf(state[b]);
  });
  return full;
}

// Takes back what was granted ahead to the first of the full workers that has something for one with a free
// slot. Whether there was something.
bool TakeBackFor(core::State& state, core::WorkerIndex idle, const std::vector<core::WorkerIndex>& full,
                 core::Effects& effects) {
  for (const core::WorkerIndex worker : full) {
    // What would have to begin anew elsewhere stays.
    const auto stage = WaitingOn(state, worker, [&](core::StageIndex waiting) {
      return core::Fulfils(state, idle, state[waiting].requirement) && !core::Avoids(state, waiting, idle) &&
             !core::Keeps(state, worker, waiting);
    });
    if (!stage) continue;
    core::AttemptLost(state, *stage,
                      fmt::format("had not started on worker {}; worker {} has a free slot", state[worker].id,
                                  state[idle].id),
                      core::Instant(), effects);
    return true;
  }
  return false;
}

}  // namespace

std::optional<core::StageIndex> NextStage(const core::State& state, core::WorkerIndex worker) {
  for (const auto& [priority, level] : state.ready.levels()) {
    for (const core::ReadyQueue::Lines* lines : FairOrder(state, level)) {
      if (const auto stage = FrontFor(state, *lines, worker)) return stage;
    }
  }
  return std::nullopt;
}

void AssignWork(core::State& state, core::Effects& effects) {
  Places places = OpenPlaces(state);
  std::optional<std::vector<core::WorkerIndex>> full;  // Found when somebody is idle.
  while (!places.empty()) {
    const core::WorkerIndex worker = std::get<core::WorkerIndex>(places.top());
    places.pop();
    auto stage = NextStage(state, worker);
    if (!stage && LoadOf(state[worker]) < 0) {
      if (!full) full = FullWorkers(state);
      if (TakeBackFor(state, worker, *full, effects)) {
        stage = NextStage(state, worker);
        full.reset();
      }
    }
    if (!stage) continue;
    core::Grant(state, *stage, worker, effects);
    if (HasPlace(state, worker)) places.push(PlaceOn(state, worker));
  }
}

}  // namespace srnet::scheduling
