#include "coordinator/planning/plan.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "common/json/write.h"
#include "common/status/violations.h"
#include "coordinator/planning/grid.h"
#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/recipe.h"
#include "coordinator/planning/stage_graph.h"
#include "coordinator/planning/sweep_id.h"
#include "coordinator/planning/task_stages.h"

namespace srnet::planning {
namespace {

template <typename Entry>
std::vector<std::string_view> NamesIn(const std::vector<Entry>& entries) {
  std::vector<std::string_view> names;
  for (const Entry& entry : entries) names.push_back(entry.name);
  return names;
}

// The specification with everything it names looked up.
struct Resolved {
  Digest model;
  std::vector<const CatalogueDataset*> datasets;  // Aligned with the tasks.
};

class Resolver {
 public:
  Resolver(const Specification& specification, const Catalogue& catalogue, Problems& problems)
      : specification_(specification), catalogue_(catalogue), problems_(problems) {}

  Resolved Run() {
    Resolved resolved;
    ResolveModel(resolved);
    for (const auto& task : specification_.tasks) ResolveTask(task, resolved);
    for (const auto& set : specification_.evaluate) CheckSet(set, resolved);
    return resolved;
  }

 private:
  void ResolveModel(Resolved& resolved) {
    const ModelReference& reference = specification_.model;
    if (!reference.path.value.empty()) {
      problems_.Add(reference.path.place,
                    "model.path: a folder is uploaded by the client that submits; name a model "
                    "of the catalogue here");
      return;
    }
    const CatalogueModel* model = FindModel(catalogue_, reference.name.value);
    if (model != nullptr) {
      resolved.model = model->digest;
      return;
    }
    problems_.Add(reference.name.place,
                  fmt::format("model: \"{}\" is not in the catalogue{}", reference.name.value,
                              Suggestion(reference.name.value, NamesIn(catalogue_.models))),
                  StatusCode::kNotFound);
  }

  void ResolveTask(const Placed<std::string>& task, Resolved& resolved) {
    const CatalogueDataset* dataset = FindDataset(catalogue_, task.value);
    if (dataset == nullptr) {
      problems_.Add(task.place,
                    fmt::format("tasks: the data set \"{}\" is not in the catalogue{}; import it first",
                                task.value, Suggestion(task.value, NamesIn(catalogue_.datasets))),
                    StatusCode::kNotFound);
    } else if (std::ranges::find(resolved.datasets, dataset) != resolved.datasets.end()) {
      problems_.Add(task.place, fmt::format("tasks: \"{}\" is given twice", dataset->name));
    } else {
      CheckDataset(task, *dataset);
      resolved.datasets.push_back(dataset);
    }
  }

  void CheckDataset(const Placed<std::string>& task, const CatalogueDataset& dataset) {
    if (!HasRecipe(dataset.task)) {
      problems_.Add(task.place,
                    fmt::format("tasks: \"{}\" is of the kind \"{}\", which has no recipe in this version",
                                dataset.name, dataset.task));
    }
    const auto has = [&](SetRole role) {
      return std::ranges::any_of(dataset.sets,
                                 [&](const auto& set) { return set.role == role && set.rows > 0; });
    };
    if (!has(SetRole::kTrain) || !has(SetRole::kDev)) {
      problems_.Add(task.place,
                    fmt::format("tasks: \"{}\" needs a training set and a dev set with rows", dataset.name));
    }
    const bool reports = specification_.evaluate.empty() ||
                         std::ranges::any_of(dataset.sets, [&](const auto& set) { return IsAskedFor(set); });
    if (!reports) {
      problems_.Add(task.place, fmt::format("evaluate: \"{}\" has none of these sets", dataset.name));
    }
  }

  bool IsAskedFor(const CatalogueSet& set) const {
    return set.role != SetRole::kTrain && std::ranges::any_of(specification_.evaluate, [&](const auto& name) {
             return name.value == set.name;
           });
  }

  void CheckSet(const Placed<std::string>& name, const Resolved& resolved) {
    std::vector<std::string_view> known;
    for (const CatalogueDataset* dataset : resolved.datasets) {
      for (const CatalogueSet& set : dataset->sets) {
        if (set.role == SetRole::kTrain) continue;
        if (set.name == name.value) return;
        known.push_back(set.name);
      }
    }
    if (known.empty()) return;  // The tasks have problems of their own.
    problems_.Add(name.place, fmt::format("evaluate: no task has an evaluation set \"{}\"{}", name.value,
                                          Suggestion(name.value, known)));
  }

  const Specification& specification_;
  const Catalogue& catalogue_;
  Problems& problems_;
};

template <typename Names>
std::vector<std::string> Texts(const Names& names) {
  return std::vector<std::string>(names.begin(), names.end());
}

void FillAxes(const Grid& grid, const Resolved& resolved, Plan& plan) {
  const auto values = [&](Axis axis) -> auto& { return plan.axis_values[static_cast<std::size_t>(axis)]; };
  for (const CatalogueDataset* dataset : resolved.datasets) values(Axis::kTask).push_back(dataset->name);
  values(Axis::kPipeline) = Texts(kPipelineNames);
  values(Axis::kFinetuneLoss) = Texts(stage::kLossNames);
  values(Axis::kMethod) = Texts(kMethodNames);
  values(Axis::kLoss) = Texts(stage::kLossNames);
  for (const double sparsity : grid.sparsities)
    json::AppendDouble(values(Axis::kSparsity).emplace_back(), sparsity);
  for (const std::int64_t seed : grid.seeds) values(Axis::kSeed).push_back(fmt::format("{}", seed));
}

template <typename Choice>
std::uint16_t IndexOf(Choice choice) {
  return static_cast<std::uint16_t>(choice);
}

Point PointOf(const Cell& cell, std::uint32_t stage) {
  const bool full = cell.method == Method::kNone;
  return {stage,
          {cell.task, IndexOf(cell.pipeline), IndexOf(cell.finetune_loss), IndexOf(cell.method),
           full ? kNoValue : IndexOf(cell.loss), cell.sparsity, cell.seed}};
}

template <typename T>
void Append(const std::vector<T>& from, std::vector<T>& into) {
  into.insert(into.end(), from.begin(), from.end());
}

}  // namespace

Coordinates CoordinatesOf(const Plan& plan, const Point& point) {
  Coordinates coordinates;
  coordinates.reserve(kAxisCount);
  for (std::size_t axis = 0; axis < kAxisCount; ++axis) {
    const std::uint16_t value = point.values[axis];
    if (value != kNoValue) coordinates.emplace_back(kAxisNames[axis], plan.axis_values[axis][value]);
  }
  return coordinates;
}

Plan MakePlan(const Specification& specification, const Catalogue& catalogue, Problems& problems) {
  Plan plan;
  plan.name = specification.name;
  const Resolved resolved = Resolver(specification, catalogue, problems).Run();
  const Grid grid = ExpandGrid(specification, problems);
  if (!problems.empty()) return plan;
  FillAxes(grid, resolved, plan);
  StageGraph graph(plan);
  graph.Reserve(2 * grid.cells.size());  // A point has a pruning and an evaluation of its own, at most.
  std::vector<TaskStages> tasks;
  tasks.reserve(resolved.datasets.size());
  for (std::size_t i = 0; i < resolved.datasets.size(); ++i) {
    tasks.emplace_back(graph, specification, specification.tasks[i].value, *resolved.datasets[i],
                       resolved.model);
  }
  plan.points.reserve(grid.cells.size());
  for (const Cell& cell : grid.cells) {
    plan.points.push_back(PointOf(cell, tasks[cell.task].Evaluation(cell, grid)));
  }
  plan.notices = grid.notices;
  std::vector<ShortTraining> short_trainings;
  for (const TaskStages& task : tasks) Append(task.short_trainings(), short_trainings);
  Append(NoticesOf(short_trainings), plan.notices);
  plan.exclusions = grid.exclusions;
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

}  // namespace srnet::planning
