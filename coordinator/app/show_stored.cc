#include "coordinator/app/show_stored.h"

#include <google/protobuf/util/time_util.h>

#include <limits>
#include <string>
#include <unordered_map>
#include <utility>

#include "coordinator/app/load_sweep.h"
#include "coordinator/app/translate_names.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {
namespace {

using google::protobuf::util::TimeUtil;

v1::Sweep ShowRecord(const storage::SweepRecord& record) {
  v1::Sweep shown;
  shown.set_sweep_id(record.id.value);
  shown.set_name(record.name);
  shown.set_specification(record.specification);
  shown.set_state(ToProto(record.state));
  shown.set_priority(static_cast<std::int32_t>(record.priority));
  shown.set_owner(record.owner);
  shown.set_superseded_by(record.superseded_by.value);
  *shown.mutable_create_time() = TimeUtil::MillisecondsToTimestamp(record.created.time_since_epoch().count());
  if (record.ended) {
    *shown.mutable_end_time() = TimeUtil::MillisecondsToTimestamp(record.ended->time_since_epoch().count());
  }
  return shown;
}

// Counts come by kind and state; the kinds are summed.
void AddCounts(const std::vector<storage::StageCount>& counts, v1::Sweep& shown) {
  std::unordered_map<int, std::int64_t> by_state;
  for (const storage::StageCount& count : counts) by_state[ToProto(count.state)] += count.count;
  for (const auto& [state, count] : by_state) {
    SetCount(*shown.mutable_stages(), static_cast<v1::Stage::State>(state), count);
  }
}

}  // namespace

void ShowCoordinates(const storage::Coordinates& coordinates,
                     google::protobuf::RepeatedPtrField<v1::Coordinate>& shown) {
  for (const auto& [axis, value] : coordinates) {
    v1::Coordinate& coordinate = *shown.Add();
    coordinate.set_axis(axis);
    coordinate.set_value(value);
  }
}

StatusOr<v1::Sweep> ShowStoredSweep(sqlite::Connection& connection, const storage::SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const storage::SweepRecord record, storage::ReadSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(const auto counts, storage::CountStages(connection, id));
  SRNET_ASSIGN_OR_RETURN(const auto progress, storage::CountPoints(connection, id));
  v1::Sweep shown = ShowRecord(record);
  AddCounts(counts, shown);
  shown.set_points(progress.points);
  shown.set_points_done(progress.done);
  return shown;
}

v1::Sweep ShowSummary(const storage::SweepSummary& summary) {
  v1::Sweep shown = ShowRecord(summary.sweep);
  AddCounts(summary.stages, shown);
  shown.set_points(summary.points);
  return shown;
}

v1::Stage ShowStage(const storage::StageRecord& record) {
  v1::Stage shown;
  shown.set_stage_key(record.key.digest.ToHex());
  shown.set_kind(record.kind);
  shown.set_state(ToProto(record.state));
  shown.set_failure_class(ToProto(FailureClassNamed(record.failure_class)));
  shown.set_failure_message(record.failure_message);
  shown.set_attempts(static_cast<std::int32_t>(record.attempts));
  return shown;
}

StatusOr<std::vector<v1::Stage>> ShowStoredStages(sqlite::Connection& connection,
                                                  const storage::SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const LoadedSweep loaded, LoadSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(const auto stored, storage::ReadSweepStages(connection, id));
  std::vector<v1::Stage> stages;
  stages.reserve(stored.size());
  for (std::size_t i = 0; i < stored.size(); ++i) {
    v1::Stage& shown = stages.emplace_back(ShowStage(stored[i].stage));
    if (i < loaded.stages.size()) shown.set_label(loaded.stages[i].label);
    shown.set_worker_id(stored[i].worker);
    shown.set_seconds(stored[i].seconds);
    for (const storage::StageKey& input : stored[i].inputs) shown.add_input_stage_keys(input.digest.ToHex());
  }
  return stages;
}

StatusOr<std::vector<v1::Point>> ShowStoredPoints(sqlite::Connection& connection,
                                                  const storage::SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const auto stored,
                         storage::ListPoints(connection, id, 0, std::numeric_limits<std::int64_t>::max()));
  std::vector<v1::Point> points;
  points.reserve(stored.size());
  for (const storage::PointRecord& point : stored) {
    v1::Point& shown = points.emplace_back();
    shown.set_index(point.index);
    shown.set_stage_key(point.stage.digest.ToHex());
    ShowCoordinates(point.coordinates, *shown.mutable_coordinates());
  }
  return points;
}

}  // namespace srnet::app
