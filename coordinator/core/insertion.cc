#include "coordinator/core/insertion.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/placement.h"

namespace srnet::core {
namespace {

std::uint8_t InternKind(State& state, const std::string& kind) {
  const auto found = std::find(state.kinds.begin(), state.kinds.end(), kind);
  if (found != state.kinds.end()) return static_cast<std::uint8_t>(found - state.kinds.begin());
  SRNET_CHECK(state.kinds.size() < std::numeric_limits<std::uint8_t>::max());
  state.kinds.push_back(kind);
  return static_cast<std::uint8_t>(state.kinds.size() - 1);
}

StartModel InternStartModel(State& state, const std::string& name) {
  if (name.empty()) return StartModel::kNone;
  const auto next = static_cast<StartModel>(state.start_model_by_name.size() + 1);
  return state.start_model_by_name.try_emplace(name, next).first->second;
}

std::optional<std::uint32_t> NumberOf(const OwnerNumbers& numbers, const std::string& owner) {
  auto found = numbers.find(owner);
  if (found == numbers.end()) found = numbers.find("*");
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

OwnerIndex InternOwner(State& state, const std::string& name) {
  const auto next = static_cast<OwnerIndex>(state.owners.size());
  const auto [entry, is_new] = state.owner_by_name.try_emplace(name, next);
  if (!is_new) return entry->second;
  state.owners.push_back({.name = name,
                          .weight = NumberOf(state.settings.weights, name).value_or(1),
                          .quota = NumberOf(state.settings.quotas, name)});
  return entry->second;
}

// Copies what was recorded. The state follows from it and from the inputs.
Stage FromRecord(State& state, const NewStage& record) {
  Stage stage;
  stage.key = record.key;
  stage.kind = InternKind(state, record.kind);
  stage.start_model = InternStartModel(state, record.start_model);
  stage.cost = record.cost;
  stage.path_length = record.cost;
  stage.failure_class = record.failure_class;
  stage.attempts = record.attempts;
  stage.crashes = record.crashes;
  stage.memory_class = record.memory_class;
  stage.checkpoint = record.checkpoint;
  return stage;
}

StageState StateFor(const NewStage& record, const Stage& stage) {
  if (IsFinal(record.recorded)) return record.recorded;
  return stage.unmet_inputs == 0 ? StageState::kReady : StageState::kBlocked;
}

// `indices` are those of the sweep's stages before this one.
StageIndex InsertStage(State& state, const NewStage& record, const std::vector<StageIndex>& indices) {
  const auto index = static_cast<StageIndex>(state.stages.size());
  const auto [entry, is_new] = state.stage_by_key.try_emplace(record.key, index);
  if (!is_new) return entry->second;
  Stage stage = FromRecord(state, record);
  SRNET_CHECK(record.inputs.size() <= std::numeric_limits<std::uint16_t>::max());
  stage.first_input = static_cast<std::uint32_t>(state.inputs.size());
  stage.input_count = static_cast<std::uint16_t>(record.inputs.size());
  for (const std::uint32_t position : record.inputs) {
    SRNET_CHECK(position < indices.size());
    Stage& input = state[indices[position]];
    state.inputs.push_back(indices[position]);
    state.dependants.Append(input.dependants, index);
    if (input.state != StageState::kDone) ++stage.unmet_inputs;
  }
  stage.state = StateFor(record, stage);
  if (stage.state == StageState::kFailed) state.failure_messages[index] = record.failure_message;
  state.stages.push_back(stage);
  return index;
}

// Readers come after their inputs, so one pass from the end gives every longest path.
void UpdatePaths(State& state, const std::vector<StageIndex>& stages) {
  for (auto index = stages.rbegin(); index != stages.rend(); ++index) {
    std::uint32_t longest = 0;
    state.dependants.ForEach(state[*index].dependants, [&](StageIndex dependant) {
      if (!IsFinal(state[dependant].state)) longest = std::max(longest, state[dependant].path_length);
    });
    Reposition(state, *index, std::max(state[*index].path_length, state[*index].cost + longest));
  }
}

}  // namespace

SweepIndex Insert(State& state, const NewSweep& record) {
  const auto index = static_cast<SweepIndex>(state.sweeps.size());
  SRNET_CHECK(state.sweep_by_id.try_emplace(record.id, index).second);
  Sweep sweep{.id = record.id,
              .owner = InternOwner(state, record.owner),
              .priority = record.priority,
              .execution = record.execution};
  sweep.state = record.recorded;
  sweep.stages.reserve(record.stages.size());
  for (const NewStage& stage : record.stages) {
    const StageIndex added = InsertStage(state, stage, sweep.stages);
    state.stage_sweeps.Append(state[added].sweeps, index);
    ++sweep.counts[state[added].state];
    sweep.stages.push_back(added);
  }
  state.sweeps.push_back(std::move(sweep));
  UpdatePaths(state, state[index].stages);
  return index;
}

}  // namespace srnet::core
