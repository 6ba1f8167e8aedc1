#include "coordinator/planning/task_stages.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/stage/kind.h"
#include "common/stage/names.h"

namespace srnet::planning {
namespace {

using stage::Loss;

constexpr std::array<std::string_view, 9> kLevelCheckpoints = {
    "checkpoint-1", "checkpoint-2", "checkpoint-3", "checkpoint-4", "checkpoint-5",
    "checkpoint-6", "checkpoint-7", "checkpoint-8", "checkpoint-9"};

std::int64_t TrainRows(const CatalogueDataset& dataset, const RowLimits& limits) {
  for (const CatalogueSet& set : dataset.sets) {
    if (set.role == SetRole::kTrain) return LimitedRows(set.rows, limits.train_rows);
  }
  return 0;
}

// A limit that no set reaches is no limit: the stage is the same.
std::int64_t EffectiveLimit(const CatalogueDataset& dataset, bool train, std::int64_t limit) {
  const bool cuts = std::ranges::any_of(dataset.sets, [&](const CatalogueSet& set) {
    return (set.role == SetRole::kTrain) == train && set.rows > limit;
  });
  return cuts ? limit : 0;
}

bool IsReported(const Specification& specification, const CatalogueSet& set) {
  if (set.role == SetRole::kTrain) return false;
  return specification.evaluate.empty() || std::ranges::any_of(specification.evaluate, [&](const auto& name) {
           return name.value == set.name;
         });
}

// The names of the reported sets, sorted; none when they are all that there are.
std::vector<std::string> SetNames(const Specification& specification, const CatalogueDataset& dataset) {
  std::vector<std::string> names;
  std::size_t evaluation_sets = 0;
  for (const CatalogueSet& set : dataset.sets) {
    if (set.role != SetRole::kTrain) ++evaluation_sets;
    if (IsReported(specification, set)) names.push_back(set.name);
  }
  if (names.size() == evaluation_sets) names.clear();
  std::sort(names.begin(), names.end());
  return names;
}

std::int64_t Evaluations(const stage::Optimisation& optimisation, std::int64_t steps) {
  return (steps + optimisation.evaluation_interval - 1) / optimisation.evaluation_interval;
}

}  // namespace

std::int64_t LimitedRows(std::int64_t rows, std::int64_t limit) {
  return limit == 0 ? rows : std::min(rows, limit);
}

TaskStages::TaskStages(StageGraph& graph, const Specification& specification, std::string_view task,
                       const CatalogueDataset& dataset, const Digest& model)
    : graph_(graph),
      specification_(specification),
      dataset_(dataset),
      model_source_{{"model", model}},
      train_rows_(TrainRows(dataset, specification.limits)),
      recipe_(specification, task, dataset.task, train_rows_) {
  const RowLimits& limits = specification.limits;
  import_work_.max_length = specification.max_length;
  import_work_.train_rows = EffectiveLimit(dataset, true, limits.train_rows);
  import_work_.evaluation_rows = EffectiveLimit(dataset, false, limits.evaluation_rows);
  evaluate_work_.sets = SetNames(specification, dataset);
  evaluate_work_.precision = specification.precision;
  for (const CatalogueSet& set : dataset.sets) {
    const std::int64_t rows = LimitedRows(set.rows, limits.evaluation_rows);
    if (IsReported(specification, set)) reported_rows_ += rows;
    const bool watched = set.role == SetRole::kDev || specification.curves == stage::Curves::kAll;
    if (set.role != SetRole::kTrain && watched) watched_rows_ += rows;
  }
}

std::uint32_t TaskStages::Import() {
  if (!import_) {
    const std::vector<stage::Source> sources = {{"dataset", dataset_.digest}, model_source_.front()};
    import_ = graph_.Add(import_work_, {}, sources, {});
  }
  return *import_;
}

std::uint32_t TaskStages::Bias() {
  if (!bias_) {
    const PlannedInput dataset{Import(), "dataset", "dataset"};
    bias_ = graph_.Add(recipe_.Bias(), {&dataset, 1}, {{"dataset", dataset_.digest}}, {});
  }
  return *bias_;
}

std::uint32_t TaskStages::Teacher(std::int64_t seed) {
  const std::vector<PlannedInput> inputs = {{Finetune(Loss::kStd, seed), "checkpoint", "checkpoint"},
                                            {Import(), "dataset", "dataset"}};
  return graph_.Add(stage::Teacher{specification_.precision}, inputs, model_source_, {0, train_rows_});
}

std::vector<PlannedInput> TaskStages::TrainingInputs(Loss loss, std::int64_t seed,
                                                     std::optional<std::uint32_t> checkpoint) {
  std::vector<PlannedInput> inputs;
  inputs.reserve(4);
  const std::uint32_t dataset = Import();
  if (loss != Loss::kStd) inputs.push_back({Bias(), "bias", "bias"});
  if (checkpoint) inputs.push_back({*checkpoint, "checkpoint", "checkpoint"});
  inputs.push_back({dataset, "dataset", "dataset"});
  if (loss == Loss::kConfReg) inputs.push_back({Teacher(seed), "teacher", "predictions"});
  return inputs;
}

template <typename Work>
Effort TaskStages::EffortOf(const Work& work) const {
  const stage::Optimisation& optimisation = work.optimisation;
  Effort effort{TotalSteps(optimisation, train_rows_), 0};
  std::int64_t evaluations = Evaluations(optimisation, effort.steps);
  double epochs = optimisation.epochs;
  if constexpr (std::is_same_v<Work, stage::Imp>) {
    const auto total = static_cast<double>(effort.steps);
    effort.steps = work.levels * std::max<std::int64_t>(1, effort.steps / work.segments);
    epochs *= static_cast<double>(effort.steps) / total;
    evaluations = work.levels;
  }
  const auto trained = static_cast<std::int64_t>(epochs * static_cast<double>(train_rows_));
  effort.examples = trained + evaluations * watched_rows_;
  return effort;
}

void TaskStages::NoteShortTraining(std::string_view kind, Loss loss, const stage::Optimisation& optimisation,
                                   std::int64_t total_steps) {
  const auto note = [&](ShortTraining::Cause cause, std::int64_t wanted) {
    short_trainings_.push_back({.cause = cause,
                                .task = dataset_.name,
                                .kind = std::string(kind),
                                .loss = std::string(Name(loss)),
                                .steps = total_steps,
                                .wanted = wanted});
  };
  if (optimisation.warmup_steps >= total_steps)
    note(ShortTraining::Cause::kWarmup, optimisation.warmup_steps);
  if (optimisation.evaluation_interval > total_steps)
    note(ShortTraining::Cause::kEvaluation, optimisation.evaluation_interval);
}

template <typename Work>
const TaskStages::Training<Work>& TaskStages::TrainingOf(TrainingByLoss<Work>& trainings, Loss loss,
                                                         Work (Recipe::*recipe)(Loss) const) {
  auto& training = trainings[static_cast<std::size_t>(loss)];
  if (!training) {
    const Work work = (recipe_.*recipe)(loss);
    training = Training<Work>{work, EffortOf(work)};
    // A ladder is evaluated at the end of each segment and has no warm-up.
    if constexpr (!std::is_same_v<Work, stage::Imp>) {
      NoteShortTraining(stage::KindName(work), loss, work.optimisation, training->effort.steps);
    }
  }
  return *training;
}

std::uint32_t TaskStages::Finetune(Loss loss, std::int64_t seed) {
  const auto [known, inserted] = finetunings_.try_emplace({loss, seed});
  if (!inserted) return known->second;
  Training<stage::Finetune> training = TrainingOf(finetune_, loss, &Recipe::Finetune);
  training.work.optimisation.seed = seed;
  return known->second = graph_.Add(training.work, TrainingInputs(loss, seed, std::nullopt), model_source_,
                                    training.effort);
}

std::uint32_t TaskStages::Mask(const Cell& cell, std::int64_t seed, double sparsity) {
  const std::uint32_t start = Finetune(cell.finetune_loss, seed);
  Training<stage::MaskTrain> training = TrainingOf(mask_, cell.loss, &Recipe::MaskTrain);
  training.work.optimisation.seed = seed;
  training.work.sparsity = training.work.initial_sparsity = sparsity;
  return graph_.Add(training.work, TrainingInputs(cell.loss, seed, start), model_source_, training.effort);
}

std::uint32_t TaskStages::Imp(const Cell& cell, std::int64_t seed) {
  const auto [known, inserted] = ladders_.try_emplace({cell.finetune_loss, cell.loss, seed});
  if (!inserted) return known->second;
  const std::uint32_t start = Finetune(cell.finetune_loss, seed);
  Training<stage::Imp> training = TrainingOf(imp_, cell.loss, &Recipe::Imp);
  training.work.optimisation.seed = seed;
  return known->second = graph_.Add(training.work, TrainingInputs(cell.loss, seed, start), model_source_,
                                    training.effort);
}

std::uint32_t TaskStages::Evaluate(std::vector<PlannedInput> inputs) {
  return graph_.Add(evaluate_work_, inputs, model_source_, {0, reported_rows_});
}

std::uint32_t TaskStages::Evaluation(const Cell& cell, const Grid& grid) {
  const std::int64_t seed = grid.seeds[cell.seed];
  const double sparsity = grid.sparsities[cell.sparsity];
  const PlannedInput dataset{Import(), "dataset", "dataset"};
  const PlannedInput full{Finetune(cell.finetune_loss, seed), "checkpoint", "checkpoint"};
  switch (cell.method) {
    case Method::kNone:
      return Evaluate({full, dataset});
    case Method::kMask:
      return Evaluate({full, dataset, {Mask(cell, seed, sparsity), "mask", "mask"}});
    case Method::kImp:
      break;
  }
  const auto level = static_cast<std::size_t>(ImpLevel(sparsity));
  return Evaluate({{Imp(cell, seed), "checkpoint", kLevelCheckpoints[level - 1]}, dataset});
}

}  // namespace srnet::planning
