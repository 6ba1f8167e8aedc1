#include "coordinator/app/load_sweep.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "coordinator/app/execution_text.h"
#include "coordinator/app/stage_facts.h"
#include "coordinator/app/translate_names.h"
#include "storage/stores/sweep_lookup.h"
#include "storage/stores/sweep_store.h"

namespace srnet::app {
namespace {

template <typename To>
To Clamp(std::int64_t value) {
  return static_cast<To>(std::clamp<std::int64_t>(value, 0, std::numeric_limits<To>::max()));
}

core::NewStage ToCore(const storage::SweepStage& stored, const StageFacts& facts,
                      const std::unordered_map<Digest, std::uint32_t>& positions) {
  const storage::StageRecord& record = stored.stage;
  core::NewStage stage;
  stage.key = record.key.digest;
  stage.kind = record.kind;
  stage.start_model = facts.start_model;
  stage.cost = facts.cost;
  for (const storage::StageKey& input : stored.inputs) stage.inputs.push_back(positions.at(input.digest));
  stage.recorded = app::ToCore(record.state);
  stage.failure_class = FailureClassNamed(record.failure_class);
  stage.failure_message = record.failure_message;
  stage.attempts = Clamp<std::uint16_t>(record.attempts);
  stage.crashes = Clamp<std::uint8_t>(record.crashes);
  stage.memory_class = Clamp<std::uint8_t>(record.memory_class);
  stage.checkpoint = Clamp<std::uint32_t>(record.checkpoint);
  return stage;
}

// Axes whose values say by themselves what they are of.
constexpr std::array<std::string_view, 8> kPlainAxes = {"task",   "model", "pipeline", "finetune_loss",
                                                        "method", "loss",  "sparsity", "structure"};

// "evaluate nli finetune_prune std mask oracle true std 0.7 seed 1": what people call the stage that answers
// the point.
std::string PointLabel(const storage::Coordinates& coordinates) {
  std::string label = "evaluate";
  for (const auto& [axis, value] : coordinates) {
    if (std::ranges::find(kPlainAxes, axis) == kPlainAxes.end()) label += " " + axis;
    label += " " + value;
  }
  return label;
}

Status LoadStages(sqlite::Connection& connection, const storage::SweepId& id, LoadedSweep& loaded) {
  SRNET_ASSIGN_OR_RETURN(const auto stages, storage::ReadSweepStages(connection, id));
  std::unordered_map<Digest, std::uint32_t> positions;
  for (const storage::SweepStage& stored : stages) {
    SRNET_ASSIGN_OR_RETURN(const StageFacts facts, ReadStageFacts(stored.canonical));
    loaded.sweep.stages.push_back(ToCore(stored, facts, positions));
    positions.emplace(stored.stage.key.digest, static_cast<std::uint32_t>(positions.size()));
    LiveStage& live = loaded.stages.emplace_back();
    live.row = stored.stage.id;
    live.label = facts.label;
  }
  SRNET_ASSIGN_OR_RETURN(const auto points,
                         storage::ListPoints(connection, id, 0, std::numeric_limits<std::int64_t>::max()));
  std::map<Digest, std::int64_t> answers;
  for (const storage::PointRecord& point : points) {
    // A point without coordinates is no cell of a grid: its stage keeps its own label.
    if (answers[point.stage.digest]++ == 0 && !point.coordinates.empty()) {
      loaded.stages[positions.at(point.stage.digest)].label = PointLabel(point.coordinates);
    }
  }
  loaded.answers.assign(answers.begin(), answers.end());
  loaded.live.points = static_cast<std::int64_t>(points.size());
  return Status();
}

}  // namespace

StatusOr<LoadedSweep> LoadSweep(sqlite::Connection& connection, const storage::SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const sqlite::ReadSnapshot snapshot, sqlite::ReadSnapshot::Begin(connection));
  SRNET_ASSIGN_OR_RETURN(const storage::SweepRecord record, storage::ReadSweep(connection, id));
  LoadedSweep loaded;
  loaded.sweep.id = record.id.value;
  loaded.sweep.owner = record.owner;
  loaded.sweep.priority = static_cast<std::int32_t>(record.priority);
  SRNET_ASSIGN_OR_RETURN(loaded.sweep.execution, ReadExecution(record.execution));
  loaded.sweep.recorded = ToCore(record.state);
  loaded.live.name = record.name;
  loaded.live.created = record.created;
  loaded.live.ended = record.ended;
  SRNET_RETURN_IF_ERROR(LoadStages(connection, id, loaded));
  return loaded;
}

core::SweepIndex AddToLive(LiveState& state, const LoadedSweep& loaded,
                           const std::function<core::SweepIndex(core::State&, const core::NewSweep&)>& add) {
  const core::SweepIndex sweep = add(state.core, loaded.sweep);
  state.stages.resize(state.core.stages.size());
  for (std::size_t i = 0; i < loaded.stages.size(); ++i) {
    LiveStage& live = state[*core::FindStage(state.core, loaded.sweep.stages[i].key)];
    if (live.row.value == 0) live = loaded.stages[i];
  }
  if (core::Position(sweep) < state.sweeps.size()) return sweep;
  state.sweeps.push_back(loaded.live);
  for (const auto& [key, points] : loaded.answers) {
    const core::StageIndex stage = *core::FindStage(state.core, key);
    state.sweeps.back().answers.emplace(stage, points);
    // A stage that other sweeps have seen done is not counted again by CountIfDone.
    if (state[stage].counted_done) state.sweeps.back().points_done += points;
  }
  for (const auto& [key, points] : loaded.answers) state.CountIfDone(*core::FindStage(state.core, key));
  return sweep;
}

}  // namespace srnet::app
