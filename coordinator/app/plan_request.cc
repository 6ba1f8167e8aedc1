#include "coordinator/app/plan_request.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "common/json/write.h"
#include "common/stage/kind.h"
#include "coordinator/app/show_stored.h"
#include "coordinator/app/stage_facts.h"
#include "coordinator/app/translate_catalogue.h"
#include "coordinator/app/translate_plan.h"
#include "coordinator/core/requirement.h"
#include "coordinator/planning/difference.h"
#include "coordinator/planning/forecast.h"
#include "coordinator/planning/given_stages.h"
#include "storage/stores/catalogue_store.h"
#include "storage/stores/profile_store.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_lookup.h"
#include "storage/stores/sweep_store.h"

namespace srnet::app {
namespace {

constexpr std::size_t kLargestSpecification = 1 << 20;

using Planner = StatusOr<planning::Plan> (&)(std::string_view, const planning::Catalogue&);

StatusOr<planning::Plan> MakePlan(sqlite::Connection& connection, const std::string& specification,
                                  Planner planner) {
  if (specification.size() > kLargestSpecification) {
    return InvalidArgument("the specification has {} bytes, at most {} are accepted", specification.size(),
                           kLargestSpecification);
  }
  SRNET_ASSIGN_OR_RETURN(const auto entries, storage::ListCatalogue(connection, std::nullopt));
  return planner(specification, ToPlanner(entries));
}

storage::CatalogueKind KindOf(const stage::Source& source) {
  if (source.role == "dataset") return storage::CatalogueKind::kDataset;
  return source.role == "model" ? storage::CatalogueKind::kModel : storage::CatalogueKind::kVectors;
}

Status CheckSources(sqlite::Connection& connection, const planning::Plan& plan) {
  for (const planning::PlannedStage& stage : plan.stages) {
    SRNET_ASSIGN_OR_RETURN(const StageFacts facts, ReadStageFacts(stage.canonical));
    for (const stage::Source& source : facts.sources) {
      SRNET_ASSIGN_OR_RETURN(const auto entries,
                             storage::FindCatalogueEntries(connection, KindOf(source), source.digest));
      if (!entries.empty()) continue;
      return NotFound("stage {} reads the {} {}, which is not in the catalogue: import it first",
                      stage.key.digest.ToHex(), source.role, source.digest.ToHex());
    }
  }
  return Status();
}

StatusOr<std::vector<bool>> AreDone(sqlite::Connection& connection, const planning::Plan& plan) {
  std::vector<storage::StageKey> keys;
  keys.reserve(plan.stages.size());
  for (const planning::PlannedStage& stage : plan.stages) keys.push_back(stage.key);
  SRNET_ASSIGN_OR_RETURN(const auto records, storage::LookUpStages(connection, keys));
  std::vector<bool> done;
  done.reserve(records.size());
  for (const auto& record : records) done.push_back(record && record->state == storage::StageState::kDone);
  return done;
}

void Show(const std::vector<planning::AnsweredPoint>& points,
          google::protobuf::RepeatedPtrField<v1::Point>& shown) {
  for (const planning::AnsweredPoint& point : points) {
    v1::Point& entry = *shown.Add();
    ShowCoordinates(point.coordinates, *entry.mutable_coordinates());
    entry.set_stage_key(point.stage.digest.ToHex());
  }
}

StatusOr<v1::PlanResponse::Difference> Compare(sqlite::Connection& connection, const std::string& against,
                                               const planning::Plan& plan) {
  SRNET_ASSIGN_OR_RETURN(const storage::SweepId id, storage::ResolveSweep(connection, against));
  SRNET_ASSIGN_OR_RETURN(const auto stored_points,
                         storage::ListPoints(connection, id, 0, std::numeric_limits<std::int64_t>::max()));
  SRNET_ASSIGN_OR_RETURN(const auto stored_stages, storage::ReadSweepStages(connection, id));
  std::vector<planning::AnsweredPoint> points;
  for (const storage::PointRecord& point : stored_points) points.push_back({point.coordinates, point.stage});
  std::vector<planning::StandingStage> stages;
  for (const storage::SweepStage& stage : stored_stages) {
    const storage::StageState state = stage.stage.state;
    stages.push_back({.key = stage.stage.key,
                      .done = state == storage::StageState::kDone,
                      .runs = state == storage::StageState::kLeased});
  }
  const planning::Difference difference = planning::DifferenceFrom(points, stages, plan);
  v1::PlanResponse::Difference shown;
  shown.set_sweep_id(id.value);
  shown.set_points_kept(difference.kept);
  Show(difference.added, *shown.mutable_added());
  Show(difference.removed, *shown.mutable_removed());
  Show(difference.changed, *shown.mutable_changed());
  shown.set_stages_added(difference.stages_added);
  shown.set_stages_dropped(difference.stages_dropped);
  shown.set_stages_stopped(difference.stages_stopped);
  return shown;
}

Status AddStages(const planning::Plan& plan, const std::vector<bool>& done, v1::PlanResponse& response) {
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const planning::PlannedStage& stage = plan.stages[i];
    SRNET_ASSIGN_OR_RETURN(const StageFacts facts, ReadStageFacts(stage.canonical));
    v1::PlanResponse::PlannedStage& shown = *response.add_planned_stages();
    shown.set_stage_key(stage.key.digest.ToHex());
    shown.set_kind(std::string(stage::Kinds()[stage.kind].name));
    shown.set_label(facts.label);
    shown.set_done(done[i]);
    for (const planning::PlannedInput& input : plan.InputsOf(stage)) shown.add_inputs(input.stage);
  }
  return Status();
}

StatusOr<v1::PlanResponse::Forecast> Foresee(sqlite::Connection& connection, const planning::Plan& plan,
                                             const std::vector<bool>& done, const Fleet& fleet) {
  std::vector<std::string> workers;
  std::int64_t free_slots = 0;
  for (const Fleet::Worker& worker : fleet.workers) {
    if (!worker.takes_work || !core::Carries(worker.labels, plan.execution.labels)) continue;
    workers.push_back(worker.id);
    free_slots += worker.slots;
  }
  SRNET_ASSIGN_OR_RETURN(const auto profiles, storage::ReadProfiles(connection, workers));
  std::vector<planning::Measurement> measurements;
  for (const storage::Profile& profile : profiles) {
    planning::Measurement& measured = measurements.emplace_back();
    measured.kind = profile.kind;
    if (!profile.shape.empty()) {
      SRNET_ASSIGN_OR_RETURN(measured.model, Digest::Parse(profile.shape));
    }
    measured.runs = profile.runs;
    measured.seconds = profile.seconds;
    measured.examples = profile.examples;
    measured.bytes = profile.bytes;
  }
  const std::int64_t slots = std::max<std::int64_t>(free_slots, 1);
  const planning::Forecast forecast = planning::MakeForecast(plan, done, measurements, slots);
  v1::PlanResponse::Forecast shown;
  shown.set_work_seconds(forecast.seconds);
  shown.set_critical_path_seconds(forecast.critical_path_seconds);
  shown.set_makespan_seconds(forecast.makespan_seconds);
  shown.set_slots(slots);
  shown.set_artifact_bytes(forecast.bytes);
  if (fleet.free_bytes) shown.set_free_bytes(*fleet.free_bytes);
  for (const planning::Unmeasured& unmeasured : forecast.unmeasured) {
    v1::PlanResponse::Forecast::Unmeasured& entry = *shown.add_unmeasured();
    entry.set_kind(unmeasured.kind);
    entry.set_stages(unmeasured.stages);
  }
  return shown;
}

}  // namespace

StatusOr<planning::Plan> PlanToRun(sqlite::Connection& connection, const std::string& specification) {
  return MakePlan(connection, specification, planning::PlanText);
}

StatusOr<bool> IsDone(sqlite::Connection& connection, const planning::Plan& plan) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<bool> done, AreDone(connection, plan));
  return std::find(done.begin(), done.end(), false) == done.end();
}

std::optional<std::string> NoticeOfLabels(const planning::Plan& plan, const Fleet& fleet) {
  const core::Labels& labels = plan.execution.labels;
  const bool carried = std::ranges::any_of(
      fleet.workers, [&](const Fleet::Worker& worker) { return core::Carries(worker.labels, labels); });
  if (labels.empty() || carried) return std::nullopt;
  return fmt::format(
      "no connected worker carries {}: the stages wait until srnet-worker is started with a --label for each",
      core::ToText(labels));
}

StatusOr<planning::Plan> PlanStagesToRun(sqlite::Connection& connection,
                                         const v1::SubmitStagesRequest& request) {
  const std::vector<std::string> texts(request.stages().begin(), request.stages().end());
  SRNET_ASSIGN_OR_RETURN(planning::Plan plan, planning::PlanStages(request.name(), texts));
  SRNET_RETURN_IF_ERROR(CheckSources(connection, plan));
  return plan;
}

std::string StagesText(const v1::SubmitStagesRequest& request) {
  std::string text = "{\"name\":";
  json::AppendString(text, request.name());
  return fmt::format("{},\"stages\":[{}]}}", text, fmt::join(request.stages(), ","));
}

StatusOr<v1::PlanResponse> Preview(sqlite::Connection& connection, const v1::PlanRequest& request,
                                   const Fleet& fleet) {
  SRNET_ASSIGN_OR_RETURN(const planning::Plan plan,
                         MakePlan(connection, request.specification(), planning::PreviewText));
  SRNET_ASSIGN_OR_RETURN(const std::vector<bool> done, AreDone(connection, plan));
  v1::PlanResponse response = ToProto(plan, done);
  if (response.reused_stages() < response.stages()) {
    if (const auto notice = NoticeOfLabels(plan, fleet)) response.add_notices(*notice);
    SRNET_ASSIGN_OR_RETURN(*response.mutable_forecast(), Foresee(connection, plan, done, fleet));
    if (fleet.free_bytes && response.forecast().artifact_bytes() > *fleet.free_bytes) {
      response.add_notices(
          fmt::format("its results will take about {:.1f} GB, and the coordinator's disk has {:.1f} GB free: "
                      "make room, or the sweep waits when it is full",
                      1e-9 * static_cast<double>(response.forecast().artifact_bytes()),
                      1e-9 * static_cast<double>(*fleet.free_bytes)));
    }
  }
  if (request.include_stages()) {
    SRNET_RETURN_IF_ERROR(AddStages(plan, done, response));
  }
  if (!request.against().empty()) {
    SRNET_ASSIGN_OR_RETURN(*response.mutable_difference(), Compare(connection, request.against(), plan));
  }
  return response;
}

}  // namespace srnet::app
