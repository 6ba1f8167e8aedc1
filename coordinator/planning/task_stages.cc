#include "coordinator/planning/task_stages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "common/stage/kind.h"
#include "common/stage/names.h"
#include "coordinator/planning/axes.h"

namespace srnet::planning {
namespace {

using stage::Loss;

constexpr std::array<std::string_view, 9> kLevelCheckpoints = {
    "checkpoint-1", "checkpoint-2", "checkpoint-3", "checkpoint-4", "checkpoint-5",
    "checkpoint-6", "checkpoint-7", "checkpoint-8", "checkpoint-9"};

std::string_view LevelCheckpoint(double sparsity) {
  return kLevelCheckpoints[static_cast<std::size_t>(ImpLevel(sparsity)) - 1];
}

// The names of the reported sets, sorted; none when they are all that there are.
std::vector<std::string> SetNames(const Specification& specification, const CatalogueDataset& dataset) {
  std::vector<std::string> names;
  std::size_t evaluated = 0;
  for (const CatalogueSet& set : dataset.sets) {
    if (IsForEvaluation(set.role)) ++evaluated;
    if (IsReported(specification, set)) names.push_back(set.name);
  }
  if (names.size() == evaluated) names.clear();
  std::sort(names.begin(), names.end());
  return names;
}

std::int64_t Evaluations(const stage::Optimisation& optimisation, std::int64_t steps) {
  return (steps + optimisation.evaluation_interval - 1) / optimisation.evaluation_interval;
}

}  // namespace

TaskStages::TaskStages(StageGraph& graph, const Specification& specification, const Placed<std::string>& task,
                       const CatalogueDataset& dataset, const Digest& model, const CatalogueVectors* vectors)
    : graph_(graph),
      specification_(specification),
      dataset_(dataset),
      place_(task.place),
      model_source_{{"model", model}},
      vectors_(vectors),
      import_work_(ImportOf(specification, dataset)),
      rows_(CountRows(specification, dataset, import_work_)),
      recipe_(specification, task.value, dataset) {
  evaluate_work_.sets = SetNames(specification, dataset);
  evaluate_work_.precision = specification.precision;
}

std::uint32_t TaskStages::Import(bool oracle) {
  std::optional<std::uint32_t>& import = import_[oracle ? 1 : 0];
  if (!import) {
    stage::ImportDataset work = import_work_;
    work.oracle = oracle;
    import = graph_.Add(work, {}, {{"dataset", dataset_.digest}, model_source_.front()}, {});
  }
  return *import;
}

std::uint32_t TaskStages::Bias() {
  if (!bias_) {
    const stage::BiasModel work = recipe_.Bias();
    std::vector<stage::Source> sources = {{"dataset", dataset_.digest}};
    if (work.features == stage::Name(BiasFeatures::kShallowModel)) sources.push_back(model_source_.front());
    if (vectors_ != nullptr) sources.push_back({"word_vectors", vectors_->digest});
    const PlannedInput dataset = Dataset();
    bias_ = graph_.Add(work, {&dataset, 1}, sources, {});
  }
  return *bias_;
}

std::uint32_t TaskStages::Teacher(std::int64_t seed) {
  const std::vector<PlannedInput> inputs = {{Finetune(Loss::kStd, seed), "checkpoint", "checkpoint"},
                                            Dataset()};
  return graph_.Add(stage::Teacher{specification_.precision}, inputs, model_source_, {0, rows_.train});
}

std::vector<PlannedInput> TaskStages::TrainingInputs(Loss loss, std::int64_t seed,
                                                     std::optional<PlannedInput> given, bool oracle) {
  std::vector<PlannedInput> inputs;
  inputs.reserve(4);
  inputs.push_back(Dataset(oracle));
  if (loss != Loss::kStd) inputs.push_back({Bias(), "bias", "bias"});
  if (loss == Loss::kConfReg) inputs.push_back({Teacher(seed), "teacher", "predictions"});
  if (given) inputs.push_back(*given);
  std::ranges::sort(inputs, {}, &PlannedInput::role);
  return inputs;
}

Effort TaskStages::EffortOf(const stage::Optimisation& optimisation, std::int64_t rows) const {
  const std::int64_t steps = TotalSteps(optimisation, rows);
  const auto trained = static_cast<std::int64_t>(optimisation.epochs * static_cast<double>(rows));
  return {steps, trained + Evaluations(optimisation, steps) * rows_.watched};
}

Effort TaskStages::EffortOf(const stage::Imp& work) const {
  const std::int64_t total = TotalSteps(work.optimisation, rows_.train);
  const std::int64_t trained_levels =
      work.rewind == stage::Rewind::kPretrained ? work.levels - 1 : work.levels;
  const std::int64_t steps = trained_levels * std::max<std::int64_t>(1, total / work.segments);
  const double part = static_cast<double>(steps) / static_cast<double>(total);
  const auto trained =
      static_cast<std::int64_t>(part * work.optimisation.epochs * static_cast<double>(rows_.train));
  return {steps, trained + trained_levels * rows_.watched};
}

void TaskStages::NoteShortTraining(std::string_view kind, Loss loss, const stage::Optimisation& optimisation,
                                   std::int64_t total_steps) {
  const auto note = [&](ShortTraining::Cause cause, std::int64_t wanted) {
    Note({.cause = cause,
          .task = dataset_.name,
          .kind = std::string(kind),
          .loss = std::string(Name(loss)),
          .steps = total_steps,
          .wanted = wanted});
  };
  if (optimisation.warmup_steps >= total_steps) {
    note(ShortTraining::Cause::kWarmup, optimisation.warmup_steps);
  }
  if (optimisation.evaluation_interval > total_steps) {
    note(ShortTraining::Cause::kEvaluation, optimisation.evaluation_interval);
  }
}

void TaskStages::NoteShortReach(const stage::MaskTrain& work, bool oracle, std::int64_t total_steps) {
  if (work.initialisation != stage::Initialisation::kHard) return;
  const double reach = SumOfRates(work.optimisation, total_steps);
  const double half_gap = work.kept_score_factor * work.threshold / 2;
  if (reach >= half_gap) return;
  Note({.cause = ShortTraining::Cause::kReach,
        .task = dataset_.name,
        .kind = fmt::format("{}{}", oracle ? "oracle " : "", stage::KindName(work)),
        .loss = std::string(Name(work.loss)),
        .steps = total_steps,
        .reach = reach,
        .half_gap = half_gap});
}

void TaskStages::Note(ShortTraining training) {
  if (std::ranges::find(short_trainings_, training) == short_trainings_.end()) {
    short_trainings_.push_back(std::move(training));
  }
}

void TaskStages::Refuse(Place place, std::string message) {
  const auto is_same = [&](const Problem& problem) {
    return problem.message == message && problem.place.line == place.line &&
           problem.place.column == place.column;
  };
  if (std::ranges::none_of(problems_, is_same)) problems_.push_back({place, std::move(message)});
}

void TaskStages::CheckSnapshots(Loss loss, std::int64_t total_steps) {
  const std::vector<Placed<std::int64_t>>* written = recipe_.WrittenSnapshots(loss);
  if (written == nullptr) return;
  for (const Placed<std::int64_t>& step : *written) {
    if (step.value <= total_steps) continue;
    Refuse(step.place, fmt::format("finetune.snapshot_steps: {} is beyond the {} steps of the fine-tuning of "
                                   "{} with {}",
                                   step.value, total_steps, dataset_.name, stage::Name(loss)));
  }
}

void TaskStages::CheckSelection(stage::SelectionMetric metric, Recipe::Selection written) {
  const auto dev = std::ranges::find(dataset_.sets, SetRole::kDev, &CatalogueSet::role);
  if (std::ranges::find(dev->metrics, stage::Name(metric)) != dev->metrics.end()) return;
  const std::string lacking = fmt::format("the set \"{}\" of {} is judged only by {}", dev->name,
                                          dataset_.name, fmt::join(dev->metrics, ", "));
  if (written != nullptr) {
    return Refuse(written->place, fmt::format("selection_metric: {} cannot select the best step: {}",
                                              stage::Name(metric), lacking));
  }
  Refuse(place_, fmt::format("tasks: {} selects the best step of the kind {}, but {}; selection_metric in "
                             "overrides names another metric",
                             stage::Name(metric), dataset_.task, lacking));
}

std::int64_t TaskStages::StepOf(const Start& start, Loss finetune_loss) const {
  if (!start.is_fraction) {
    return std::max<std::int64_t>(1, std::llround(start.value * specification_.scale));
  }
  const stage::Finetune work = recipe_.Finetune(finetune_loss, 0, rows_.train);
  const std::int64_t total = TotalSteps(work.optimisation, rows_.train);
  return std::max<std::int64_t>(1, std::llround(start.value * static_cast<double>(total)));
}

std::optional<std::int64_t> TaskStages::KeepStart(const Start& start, Loss finetune_loss,
                                                  std::int64_t& total_steps) {
  const std::int64_t step = StepOf(start, finetune_loss);
  total_steps = TotalSteps(recipe_.Finetune(finetune_loss, 0, rows_.train).optimisation, rows_.train);
  if (step > total_steps) return std::nullopt;
  starts_[finetune_loss].insert(step);
  return step;
}

std::uint32_t TaskStages::Finetune(Loss loss, std::int64_t seed) {
  const auto known = finetunings_.find({loss, seed});
  if (known != finetunings_.end()) return known->second;
  stage::Finetune work = recipe_.Finetune(loss, seed, rows_.train);
  std::set<std::int64_t> snapshots = starts_[loss];
  snapshots.insert(work.snapshot_steps.begin(), work.snapshot_steps.end());
  work.snapshot_steps.assign(snapshots.begin(), snapshots.end());
  const Effort effort = EffortOf(work.optimisation, rows_.train);
  NoteShortTraining(stage::KindName(work), loss, work.optimisation, effort.steps);
  CheckSnapshots(loss, effort.steps);
  CheckSelection(work.optimisation.selection_metric, recipe_.WrittenSelection(work));
  const std::uint32_t stage = graph_.Add(work, TrainingInputs(loss, seed, {}), model_source_, effort);
  finetunings_[{loss, seed}] = stage;
  return stage;
}

std::optional<PlannedInput> TaskStages::StartOf(const Treatment& treatment, std::int64_t seed) {
  if (!treatment.finetune_loss) return std::nullopt;
  const std::uint32_t finetune = Finetune(*treatment.finetune_loss, seed);
  if (!treatment.start) return PlannedInput{finetune, "checkpoint", "checkpoint"};
  const std::int64_t step = StepOf(*treatment.start, *treatment.finetune_loss);
  return PlannedInput{finetune, "checkpoint", graph_.Keep(fmt::format("checkpoint-step-{}", step))};
}

PlannedInput TaskStages::Mask(const Treatment& treatment, std::int64_t seed) {
  const std::optional<PlannedInput> start = StartOf(treatment, seed);
  if (treatment.method != Method::kMask) {
    std::vector<PlannedInput> inputs;
    if (start) inputs.push_back(*start);
    return {graph_.Add(recipe_.OneShot(treatment, seed), inputs, model_source_, {}), "mask", "mask"};
  }
  const std::int64_t rows = RowsFor(treatment.oracle);
  const stage::MaskTrain work = recipe_.MaskTrain(treatment, seed, rows);
  const Effort effort = EffortOf(work.optimisation, rows);
  NoteShortTraining(stage::KindName(work), work.loss, work.optimisation, effort.steps);
  NoteShortReach(work, treatment.oracle, effort.steps);
  CheckSelection(work.optimisation.selection_metric, recipe_.WrittenSelection(work, treatment.oracle));
  const auto inputs = TrainingInputs(work.loss, seed, start, treatment.oracle);
  return {graph_.Add(work, inputs, model_source_, effort), "mask", "mask"};
}

// One ladder has all sparsities, and a retraining of any loss takes its masks.
std::uint32_t TaskStages::Imp(const Treatment& treatment, std::int64_t seed) {
  Treatment ladder = treatment;
  ladder.sparsity = {};
  ladder.loss = PruningLoss(treatment);
  ladder.mask_loss = ladder.loss;
  const auto known = ladders_.find({ladder, seed});
  if (known != ladders_.end()) return known->second;
  const stage::Imp work = recipe_.Imp(treatment, seed);
  const auto inputs = TrainingInputs(work.loss, seed, StartOf(treatment, seed));
  const std::uint32_t stage = graph_.Add(work, inputs, model_source_, EffortOf(work));
  ladders_[{ladder, seed}] = stage;
  return stage;
}

std::uint32_t TaskStages::Retrain(const Treatment& treatment, std::int64_t seed) {
  PlannedInput mask;
  if (treatment.method == Method::kImp) {
    mask = {Imp(treatment, seed), "mask", "levels"};
  } else {
    mask = Mask(treatment, seed);
  }
  const stage::Retrain work = recipe_.Retrain(treatment, seed, rows_.train);
  const Effort effort = EffortOf(work.optimisation, rows_.train);
  NoteShortTraining(stage::KindName(work), work.loss, work.optimisation, effort.steps);
  CheckSelection(work.optimisation.selection_metric, recipe_.WrittenSelection(work));
  return graph_.Add(work, TrainingInputs(work.loss, seed, mask), model_source_, effort);
}

std::uint32_t TaskStages::Evaluate(const stage::Evaluate& work, const std::vector<PlannedInput>& inputs) {
  return graph_.Add(work, inputs, model_source_, {0, rows_.reported});
}

std::uint32_t TaskStages::Evaluation(const Treatment& treatment, std::int64_t seed) {
  const PlannedInput dataset = Dataset();
  switch (treatment.pipeline) {
    case Pipeline::kFinetune:
      return Evaluate(evaluate_work_, {*StartOf(treatment, seed), dataset});
    case Pipeline::kPruneFinetune:
      return Evaluate(evaluate_work_, {{Retrain(treatment, seed), "checkpoint", "checkpoint"}, dataset});
    case Pipeline::kPruneOnly: {
      stage::Evaluate work = evaluate_work_;
      if (Has(specification_, Compat::kFreshClassifier)) {
        work.fresh_classifier = true;
        work.classifier_seed = seed ^ 1;  // Any but that of the mask training.
      }
      return Evaluate(work, {dataset, Mask(treatment, seed)});
    }
    case Pipeline::kFinetunePrune:
      break;
  }
  if (treatment.method == Method::kImp) {
    const std::string_view level = LevelCheckpoint(treatment.sparsity.value);
    return Evaluate(evaluate_work_, {{Imp(treatment, seed), "checkpoint", level}, dataset});
  }
  return Evaluate(evaluate_work_, {*StartOf(treatment, seed), dataset, Mask(treatment, seed)});
}

}  // namespace srnet::planning
