#include "coordinator/planning/plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "common/json/write.h"
#include "common/status/violations.h"
#include "coordinator/planning/grid.h"
#include "coordinator/planning/reference_catalogue.h"
#include "coordinator/planning/resolve.h"
#include "coordinator/planning/stage_graph.h"
#include "coordinator/planning/sweep_id.h"
#include "coordinator/planning/task_stages.h"

namespace srnet::planning {
namespace {

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& into) {
  into.insert(into.end(), from.begin(), from.end());
}

// Gives the values of points their indices into Plan::axis_values.
class AxisValues {
 public:
  explicit AxisValues(Plan& plan) : plan_(plan) {}

  std::uint32_t operator()(Axis axis, std::string text) {
    const auto at = static_cast<std::size_t>(axis);
    const auto next = static_cast<std::uint32_t>(plan_.axis_values[at].size());
    const auto [known, is_new] = index_[at].try_emplace(text, next);
    if (is_new) plan_.axis_values[at].push_back(std::move(text));
    return known->second;
  }
  std::uint32_t operator()(Axis axis, double value) {
    std::string text;
    json::AppendDouble(text, value);
    return (*this)(axis, std::move(text));
  }
  template <typename Choice>
  requires std::is_enum_v<Choice> std::uint32_t operator()(Axis axis, Choice choice) {
    return (*this)(axis, std::string(stage::Name(choice)));
  }

 private:
  Plan& plan_;
  std::array<std::map<std::string, std::uint32_t>, kAxisCount> index_;
};

using Values = std::array<std::uint32_t, kAxisCount>;

std::uint32_t& At(Values& values, Axis axis) { return values[static_cast<std::size_t>(axis)]; }

// What the points of a treatment have in common.
Values ValuesOf(const Treatment& treatment, AxisValues& index) {
  Values values;
  values.fill(kNoValue);
  const auto set = [&](Axis axis, const auto& value) { At(values, axis) = index(axis, value); };
  set(Axis::kPipeline, treatment.pipeline);
  set(Axis::kMethod, treatment.method);
  set(Axis::kSparsity, treatment.sparsity.value);
  if (treatment.finetune_loss) set(Axis::kFinetuneLoss, *treatment.finetune_loss);
  if (treatment.oracle) set(Axis::kOracle, std::string("true"));
  if (treatment.mask_loss) set(Axis::kMaskLoss, *treatment.mask_loss);
  if (treatment.loss) set(Axis::kLoss, *treatment.loss);
  if (treatment.sparsity.initial) set(Axis::kInitialSparsity, *treatment.sparsity.initial);
  if (treatment.structure != stage::Structure::kWeights) set(Axis::kStructure, treatment.structure);
  if (treatment.scope != stage::Scope::kPerMatrix) set(Axis::kScope, treatment.scope);
  if (treatment.initialisation) set(Axis::kInitialisation, *treatment.initialisation);
  if (treatment.epochs) set(Axis::kEpochs, *treatment.epochs);
  return values;
}

// Fills a plan from what its specification came to.
class Planner {
 public:
  Planner(const Specification& specification, const Resolved& resolved, const Grid& grid, Plan& plan)
      : resolved_(resolved), grid_(grid), plan_(plan), index_(plan), graph_(plan) {
    graph_.Reserve(2 * grid.cells.size());  // A point has a pruning and an evaluation of its own, at most.
    for (std::size_t task = 0; task < resolved.datasets.size(); ++task) {
      for (const CatalogueModel* model : resolved.models) {
        tasks_.push_back(std::make_unique<TaskStages>(graph_, specification, specification.tasks[task],
                                                      *resolved.datasets[task], model->digest,
                                                      resolved.vectors[task]));
      }
    }
    for (const Treatment& treatment : grid.treatments) values_.push_back(ValuesOf(treatment, index_));
  }

  // Before any stage is made: a fine-tuning keeps the weights of all steps that masks of this sweep start
  // from.
  void KeepStarts(Problems& problems) {
    std::set<std::tuple<std::size_t, std::uint32_t>> seen;
    for (const Cell& cell : grid_.cells) {
      const Treatment& treatment = grid_.treatments[cell.treatment];
      if (!treatment.start || !seen.insert({Index(cell), cell.treatment}).second) continue;
      std::int64_t total = 0;
      const auto step = tasks_[Index(cell)]->KeepStart(*treatment.start, *treatment.finetune_loss, total);
      if (step) continue;
      problems.Add(grid_.starts.at(*treatment.start),
                   fmt::format("start: {}: beyond the {} steps of the fine-tuning",
                               resolved_.datasets[cell.task]->name, total));
    }
  }

  void AddPoints(Problems& problems) {
    plan_.points.reserve(grid_.cells.size());
    for (const Cell& cell : grid_.cells) plan_.points.push_back(PointOf(cell));
    // Every model trains as long, so one tells of all.
    std::vector<ShortTraining> short_trainings;
    for (std::size_t i = 0; i < tasks_.size(); i += resolved_.models.size()) {
      Append(tasks_[i]->short_trainings(), short_trainings);
      for (const Problem& problem : tasks_[i]->problems()) problems.Add(problem.place, problem.message);
    }
    Append(NoticesOf(short_trainings), plan_.notices);
  }

 private:
  std::size_t Index(const Cell& cell) const { return cell.task * resolved_.models.size() + cell.model; }

  Point PointOf(const Cell& cell) {
    const Treatment& treatment = grid_.treatments[cell.treatment];
    const std::int64_t seed = grid_.seeds[cell.seed];
    TaskStages& task = *tasks_[Index(cell)];
    Point point{task.Evaluation(treatment, seed), values_[cell.treatment]};
    At(point.values, Axis::kTask) = index_(Axis::kTask, resolved_.datasets[cell.task]->name);
    At(point.values, Axis::kSeed) = index_(Axis::kSeed, fmt::format("{}", seed));
    if (resolved_.models.size() > 1) {
      At(point.values, Axis::kModel) = index_(Axis::kModel, resolved_.models[cell.model]->name);
    }
    if (treatment.start) {
      const std::int64_t step = task.StepOf(*treatment.start, *treatment.finetune_loss);
      At(point.values, Axis::kStartStep) = index_(Axis::kStartStep, fmt::format("{}", step));
    }
    return point;
  }

  const Resolved& resolved_;
  const Grid& grid_;
  Plan& plan_;
  AxisValues index_;
  StageGraph graph_;
  std::vector<std::unique_ptr<TaskStages>> tasks_;  // By task, then by model.
  std::vector<Values> values_;                      // By treatment.
};

}  // namespace

Coordinates CoordinatesOf(const Plan& plan, const Point& point) {
  Coordinates coordinates;
  coordinates.reserve(kAxisCount);
  for (std::size_t axis = 0; axis < kAxisCount; ++axis) {
    const std::uint32_t value = point.values[axis];
    if (value != kNoValue) coordinates.emplace_back(kAxisNames[axis], plan.axis_values[axis][value]);
  }
  return coordinates;
}

Plan MakePlan(const Specification& specification, const Catalogue& catalogue, Problems& problems) {
  Plan plan;
  plan.name = specification.name;
  plan.execution = specification.execution;
  const Resolved resolved = Resolve(specification, catalogue, problems);
  const Grid grid = ExpandGrid(specification, resolved.datasets, problems);
  if (!problems.empty()) return plan;
  plan.notices = grid.notices;
  plan.exclusions = grid.exclusions;
  Planner planner(specification, resolved, grid, plan);
  planner.KeepStarts(problems);
  if (!problems.empty()) return plan;
  planner.AddPoints(problems);
  plan.sweep_id = SweepIdOf(plan);
  return plan;
}

namespace {

// With the place of each problem for programs: google/rpc/error_details.proto says how it is spelled.
Status Refusal(const Problems& problems) {
  std::vector<Violation> violations;
  for (const Problem& problem : problems.found()) {
    const Place place = problem.place;
    violations.push_back(
        {place.line == 0 ? "specification" : fmt::format("specification:{}:{}", place.line, place.column),
         problem.message});
  }
  return WithViolations(problems.ToStatus(), violations);
}

}  // namespace

StatusOr<Plan> PlanText(std::string_view yaml, const Catalogue& catalogue) {
  Problems problems;
  const Specification specification = ParseSpecification(yaml, problems);
  if (!problems.empty()) return Refusal(problems);
  Plan plan = MakePlan(specification, catalogue, problems);
  if (!problems.empty()) return Refusal(problems);
  return plan;
}

StatusOr<Plan> PreviewText(std::string_view yaml, const Catalogue& catalogue) {
  Problems problems;
  const Specification specification = ParseSpecification(yaml, problems);
  if (!problems.empty()) return Refusal(problems);
  std::vector<std::string> notices;
  const Catalogue all = WithReferences(catalogue, specification, notices);
  Plan plan = MakePlan(specification, all, problems);
  if (!problems.empty()) return Refusal(problems);
  plan.notices.insert(plan.notices.begin(), notices.begin(), notices.end());
  return plan;
}

}  // namespace srnet::planning
