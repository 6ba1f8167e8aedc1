#include "coordinator/core/state.h"

#include <algorithm>

namespace srnet::core {
namespace {

template <typename Map, typename Key>
auto FindIn(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<StageIndex> FindStage(const State& state, const Digest& key) {
  return FindIn(state.stage_by_key, key);
}

std::optional<SweepIndex> FindSweep(const State& state, std::string_view id) {
  return FindIn(state.sweep_by_id, std::string(id));
}

std::optional<WorkerIndex> FindWorker(const State& state, std::string_view id) {
  return FindIn(state.worker_by_id, std::string(id));
}

std::span<const StageIndex> InputsOf(const State& state, StageIndex stage) {
  return std::span(state.inputs).subspan(state[stage].first_input, state[stage].input_count);
}

const std::string& KindOf(const State& state, StageIndex stage) { return state.kinds[state[stage].kind]; }

std::string_view FailureMessageOf(const State& state, StageIndex stage) {
  const auto found = state.failure_messages.find(stage);
  return found == state.failure_messages.end() ? std::string_view() : std::string_view(found->second);
}

const Lease* LiveLease(const State& state, StageIndex stage) {
  const auto found = state.leases.find(stage);
  if (found == state.leases.end() || found->second.phase == LeasePhase::kPersisting) return nullptr;
  return &found->second;
}

bool HasFailedInput(const State& state, StageIndex stage) {
  const auto inputs = InputsOf(state, stage);
  return std::any_of(inputs.begin(), inputs.end(), [&](StageIndex input) {
    return state[input].state == StageState::kFailed || state[input].state == StageState::kSkipped;
  });
}

bool IsWanted(const State& state, StageIndex stage) {
  return state.stage_sweeps.AnyOf(
      state[stage].sweeps, [&](SweepIndex sweep) { return state[sweep].state != SweepState::kCancelled; });
}

}  // namespace srnet::core
