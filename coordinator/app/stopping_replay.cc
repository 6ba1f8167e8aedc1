#include "coordinator/app/stopping_replay.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/stage/canonical.h"
#include "coordinator/app/show_stored.h"
#include "coordinator/app/sweep_catalogue.h"
#include "coordinator/results/models.h"
#include "coordinator/stopping/domination.h"
#include "coordinator/stopping/replay.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/result_query.h"
#include "storage/stores/result_store.h"
#include "storage/stores/sweep_lookup.h"
#include "storage/stores/sweep_store.h"

namespace srnet::app {
namespace {

constexpr double kDefaultConfidence = 0.95;
constexpr std::int64_t kRowsPerPage = 10'000;
// Every one is compared with every other: so many take a few seconds.
constexpr std::size_t kMostCompetitors = 1000;

using Objective = std::pair<std::string, std::string>;  // Set and metric.

// Models are compared with those of their task that start from the same model and are judged by the same.
struct Competition {
  std::string task;
  std::string start_model;
  std::vector<Objective> objectives;
  auto operator<=>(const Competition&) const = default;
};

struct SweepModel {
  storage::Coordinates coordinates;  // Without the seed.
  Competition competition;
  stopping::Model model;
};

// The stages of a sweep by their keys, and how often each is read.
struct SweepGraph {
  explicit SweepGraph(std::vector<storage::SweepStage> all) : stages(std::move(all)) {
    for (const storage::SweepStage& stage : stages) {
      by_key.emplace(stage.stage.key.digest, &stage);
      for (const storage::StageKey& input : stage.inputs) ++readers[input.digest];
    }
  }
  std::vector<storage::SweepStage> stages;
  std::unordered_map<Digest, const storage::SweepStage*> by_key;
  std::unordered_map<Digest, int> readers;
};

bool HasComparableCurve(const storage::SweepStage& stage) {
  const std::string& kind = stage.stage.kind;
  return kind == "finetune" || kind == "mask_train" || kind == "retrain";
}

// The training that the evaluation is of; nullptr for one whose curve says nothing of this model alone, such
// as a ladder's.
StatusOr<const storage::SweepStage*> TrainingOf(const SweepGraph& graph, const storage::StageKey& key) {
  const auto answer = graph.by_key.find(key.digest);
  if (answer == graph.by_key.end()) return nullptr;
  SRNET_ASSIGN_OR_RETURN(const stage::Stage evaluate, stage::ParseStage(answer->second->canonical));
  const stage::Input* product = stage::FindInput(evaluate, "mask");
  if (product == nullptr) product = stage::FindInput(evaluate, "checkpoint");
  const auto found = product == nullptr ? graph.by_key.end() : graph.by_key.find(product->stage.digest);
  return found != graph.by_key.end() && HasComparableCurve(*found->second) ? found->second : nullptr;
}

// Makes models of the points of a sweep. Objectives are the sets in distribution and out of it, each by the
// number that it is reported by.
class ModelReader {
 public:
  ModelReader(sqlite::Connection& connection, SweepGraph graph)
      : connection_(connection), graph_(std::move(graph)) {}

  Status ReadResults(const storage::SweepId& id) {
    SRNET_ASSIGN_OR_RETURN(catalogue_, ReadSweepCatalogue(connection_, graph_.stages));
    storage::ResultFilter filter;
    filter.sweeps = {id};
    filter.groups = {""};
    filter.reported_only = true;
    for (std::string page; true;) {
      SRNET_ASSIGN_OR_RETURN(
          const storage::ResultPage rows,
          storage::QueryResults(connection_, filter, storage::ResultOrder::kPoint, kRowsPerPage, page));
      for (const storage::ResultRow& row : rows.rows) {
        if (IsObjective(row)) results_[row.point][{row.set, row.metric}] = row.value;
      }
      page = rows.next_page;
      if (page.empty()) return Status();
    }
  }

  Status Add(const storage::PointRecord& point, std::map<storage::Coordinates, SweepModel>& models) {
    const auto results = results_.find(point.index);
    if (results == results_.end()) return Status();
    storage::Coordinates coordinates = point.coordinates;
    std::erase_if(coordinates, [](const auto& coordinate) { return coordinate.first == "seed"; });
    SweepModel& model = models[coordinates];
    model.coordinates = coordinates;
    model.competition = {.task = std::string(results::ValueAt(coordinates, "task")),
                         .start_model = std::string(results::ValueAt(coordinates, "model")),
                         .objectives = {}};
    model.model.sparsity = NumberAt<double>(coordinates, "sparsity");
    stopping::Run run;
    run.seed = NumberAt<std::int64_t>(point.coordinates, "seed");
    for (const auto& [objective, value] : results->second) {
      model.competition.objectives.push_back(objective);
      run.results.push_back(value);
    }
    SRNET_ASSIGN_OR_RETURN(const storage::SweepStage* training, TrainingOf(graph_, point.stage));
    run.curves.resize(results->second.size());
    if (training != nullptr) {
      SRNET_RETURN_IF_ERROR(AddCurves(*training, results->second, run));
      model.model.is_shared |= graph_.readers[training->stage.key.digest] > 1;
    }
    model.model.runs.push_back(std::move(run));
    return Status();
  }

 private:
  bool IsObjective(const storage::ResultRow& row) const {
    const planning::CatalogueDataset* dataset =
        planning::FindDataset(catalogue_, results::ValueAt(row.coordinates, "task"));
    if (dataset == nullptr) return false;
    return std::any_of(dataset->sets.begin(), dataset->sets.end(), [&](const planning::CatalogueSet& set) {
      const bool counts = set.role == planning::SetRole::kDev || set.role == planning::SetRole::kOod;
      return counts && set.name == row.set;
    });
  }

  Status AddCurves(const storage::SweepStage& training, const std::map<Objective, double>& objectives,
                   stopping::Run& run) {
    SRNET_ASSIGN_OR_RETURN(const auto points, storage::ReadCurve(connection_, training.stage.id, "", ""));
    for (const storage::CurvePoint& point : points) {
      run.steps = std::max(run.steps, point.step);  // The last step is always evaluated.
      const auto objective = objectives.find({point.set, point.metric});
      if (objective == objectives.end()) continue;
      const auto position = static_cast<std::size_t>(std::distance(objectives.begin(), objective));
      run.curves[position].emplace_back(point.step, point.value);
    }
    return Status();
  }

  template <typename Number>
  static Number NumberAt(const storage::Coordinates& coordinates, std::string_view axis) {
    const std::string_view text = results::ValueAt(coordinates, axis);
    Number number{};
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
  }

  sqlite::Connection& connection_;
  SweepGraph graph_;
  planning::Catalogue catalogue_;
  std::map<std::int64_t, std::map<Objective, double>> results_;  // By point.
};

bool IsJudged(const stopping::Model& model) {
  const auto has_all_curves = [](const stopping::Run& run) {
    return !run.curves.empty() && std::none_of(run.curves.begin(), run.curves.end(),
                                               [](const auto& curve) { return curve.empty(); });
  };
  return std::count_if(model.runs.begin(), model.runs.end(), has_all_curves) >=
         static_cast<std::ptrdiff_t>(stopping::kLeastSeeds);
}

void Replay(const std::vector<const SweepModel*>& competitors, double confidence,
            v1::ReplayStoppingResponse& response) {
  std::vector<stopping::Model> models;
  for (const SweepModel* competitor : competitors) models.push_back(competitor->model);
  const stopping::Replay replay = stopping::ReplayStopping(models, confidence);
  for (const stopping::Stop& stop : replay.stops) {
    v1::ReplayStoppingResponse::Stop& shown = *response.add_stops();
    ShowCoordinates(competitors[stop.model]->coordinates, *shown.mutable_coordinates());
    ShowCoordinates(competitors[stop.by]->coordinates, *shown.mutable_by());
    shown.set_share(stop.share);
    shown.set_saved_steps(stop.saved_steps);
    shown.set_on_front(std::ranges::find(replay.front, stop.model) != replay.front.end());
  }
  const auto judged = std::count_if(models.begin(), models.end(), IsJudged);
  response.set_models(response.models() + static_cast<std::int64_t>(models.size()));
  response.set_judged(response.judged() + judged);
  response.set_front(response.front() + static_cast<std::int64_t>(replay.front.size()));
  response.set_steps(response.steps() + replay.steps);
  response.set_saved_steps(response.saved_steps() + replay.saved_steps);
}

}  // namespace

StatusOr<v1::ReplayStoppingResponse> ReadStoppingReplay(Store& store,
                                                        const v1::ReplayStoppingRequest& request) {
  const double confidence = request.confidence() == 0 ? kDefaultConfidence : request.confidence();
  if (!(confidence > 0.5 && confidence < 1))
    return InvalidArgument("confidence {}: it must be above 0.5 and below 1", confidence);
  SRNET_ASSIGN_OR_RETURN(auto borrowed, store.readers().Borrow());
  sqlite::Connection& connection = *borrowed;
  SRNET_ASSIGN_OR_RETURN(const auto one_state, sqlite::ReadSnapshot::Begin(connection));
  SRNET_ASSIGN_OR_RETURN(const storage::SweepId id, storage::ResolveSweep(connection, request.sweep_id()));
  SRNET_ASSIGN_OR_RETURN(const storage::SweepRecord sweep, storage::ReadSweep(connection, id));
  if (sweep.state != storage::SweepState::kDone) {
    return FailedPrecondition("sweep {} is {}: a replay needs all of its results", id.value,
                              storage::Name(sweep.state));
  }
  SRNET_ASSIGN_OR_RETURN(auto stages, storage::ReadSweepStages(connection, id));
  ModelReader reader(connection, SweepGraph(std::move(stages)));
  SRNET_RETURN_IF_ERROR(reader.ReadResults(id));
  SRNET_ASSIGN_OR_RETURN(const auto points,
                         storage::ListPoints(connection, id, 0, std::numeric_limits<std::int64_t>::max()));
  std::map<storage::Coordinates, SweepModel> models;
  for (const storage::PointRecord& point : points) SRNET_RETURN_IF_ERROR(reader.Add(point, models));
  std::map<Competition, std::vector<const SweepModel*>> competitions;
  for (const auto& [coordinates, model] : models) competitions[model.competition].push_back(&model);
  for (const auto& [name, competitors] : competitions) {
    if (competitors.size() <= kMostCompetitors) continue;
    return FailedPrecondition("sweep {} has {} models of {}: at most {} of a task can be compared", id.value,
                              competitors.size(), name.task, kMostCompetitors);
  }
  v1::ReplayStoppingResponse response;
  for (const auto& [name, competitors] : competitions) Replay(competitors, confidence, response);
  return response;
}

}  // namespace srnet::app
