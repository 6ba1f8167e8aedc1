#include "coordinator/planning/recipe.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace srnet::planning {
namespace {

using stage::Loss;

struct TaskDefaults {
  std::string_view task_kind;
  double learning_rate;
  std::int64_t warmup_steps;
  std::int64_t evaluation_interval;
  stage::Clip clip;
  std::array<double, stage::kLossNames.size()> finetune_epochs;  // By loss.
  double pruning_epochs;
};

constexpr std::array<TaskDefaults, 1> kTaskDefaults = {{
    {"nli", 5e-5, 3600, 1000, stage::Clip::kGlobal, {3, 5, 3, 5}, 5},
}};

const TaskDefaults* FindDefaults(std::string_view task_kind) {
  for (const TaskDefaults& defaults : kTaskDefaults) {
    if (defaults.task_kind == task_kind) return &defaults;
  }
  return nullptr;
}

template <typename T, typename Field>
void Set(const std::optional<T>& from, Field& into) {
  if (from) into = *from;
}

void Apply(const TrainingOverride& from, stage::Optimisation& into) {
  Set(from.batch_size, into.batch_size);
  Set(from.clip, into.clip);
  Set(from.epochs, into.epochs);
  Set(from.learning_rate, into.learning_rate);
  Set(from.max_norm, into.max_norm);
  Set(from.precision, into.precision);
}

// A fraction can be turned into steps only when all else is known, so the last word on it is kept until then.
void Apply(const ScheduleOverride& from, stage::Optimisation& into, std::optional<double>& fraction) {
  Set(from.evaluation_interval, into.evaluation_interval);
  if (from.warmup_steps) {
    into.warmup_steps = *from.warmup_steps;
    fraction.reset();
  }
  if (from.warmup) fraction = from.warmup->value;
}

void SetWarmup(const std::optional<double>& fraction, std::int64_t rows, stage::Optimisation& into) {
  if (fraction) into.warmup_steps = std::llround(*fraction * static_cast<double>(TotalSteps(into, rows)));
}

}  // namespace

std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows) {
  const std::int64_t steps_per_epoch = (rows + optimisation.batch_size - 1) / optimisation.batch_size;
  return std::max<std::int64_t>(1, std::llround(optimisation.epochs * static_cast<double>(steps_per_epoch)));
}

bool HasRecipe(std::string_view task_kind) { return FindDefaults(task_kind) != nullptr; }

Recipe::Recipe(const Specification& specification, std::string_view task, std::string_view task_kind,
               std::int64_t train_rows)
    : specification_(&specification), task_kind_(task_kind), train_rows_(train_rows) {
  SRNET_CHECK(HasRecipe(task_kind));
  for (const NamedTaskOverride& named : specification.overrides.tasks) {
    if (named.task.value == task) task_ = &named.fields;
  }
}

template <typename Override, typename Apply>
void Recipe::ForEach(ByLoss<Override> TaskOverride::*section, Loss loss, const Apply& apply) const {
  for (const TaskOverride* level : {&specification_->overrides.every, task_}) {
    if (level == nullptr) continue;
    apply((level->*section).every);
    apply((level->*section).of[static_cast<std::size_t>(loss)]);
  }
}

stage::Optimisation Recipe::Defaults(double epochs) const {
  const TaskDefaults& defaults = *FindDefaults(task_kind_);
  stage::Optimisation optimisation;
  optimisation.learning_rate = defaults.learning_rate;
  optimisation.warmup_steps = defaults.warmup_steps;
  optimisation.epochs = epochs;
  optimisation.clip = defaults.clip;
  optimisation.evaluation_interval = defaults.evaluation_interval;
  optimisation.precision = specification_->precision;
  optimisation.curves = specification_->curves;
  return optimisation;
}

stage::BiasModel Recipe::Bias() const {
  stage::BiasModel bias;
  Set(specification_->overrides.every.bias.inverse_regularisation, bias.inverse_regularisation);
  if (task_ != nullptr) Set(task_->bias.inverse_regularisation, bias.inverse_regularisation);
  return bias;
}

stage::Finetune Recipe::Finetune(Loss loss) const {
  const TaskDefaults& defaults = *FindDefaults(task_kind_);
  stage::Finetune work{loss, Defaults(defaults.finetune_epochs[static_cast<std::size_t>(loss)])};
  std::optional<double> warmup;
  ForEach(&TaskOverride::finetune, loss, [&](const FinetuneOverride& from) {
    Apply(from.training, work.optimisation);
    Apply(from.schedule, work.optimisation, warmup);
  });
  SetWarmup(warmup, train_rows_, work.optimisation);
  return work;
}

stage::MaskTrain Recipe::MaskTrain(Loss loss) const {
  stage::MaskTrain work;
  work.loss = loss;
  work.optimisation = Defaults(FindDefaults(task_kind_)->pruning_epochs);
  std::optional<double> warmup;
  ForEach(&TaskOverride::mask, loss, [&](const MaskOverride& from) {
    Apply(from.training, work.optimisation);
    Apply(from.schedule, work.optimisation, warmup);
    Set(from.kept_score_factor, work.kept_score_factor);
    Set(from.selection_from, work.selection_from);
    Set(from.threshold, work.threshold);
  });
  SetWarmup(warmup, train_rows_, work.optimisation);
  return work;
}

stage::Imp Recipe::Imp(Loss loss) const {
  stage::Imp work;
  work.loss = loss;
  work.optimisation = Defaults(FindDefaults(task_kind_)->pruning_epochs);
  // Neither changes what a ladder yields, so neither may change its key.
  work.optimisation.warmup_steps = 0;
  work.optimisation.evaluation_interval = stage::Optimisation().evaluation_interval;
  ForEach(&TaskOverride::imp, loss,
          [&](const ImpOverride& from) { Apply(from.training, work.optimisation); });
  return work;
}

}  // namespace srnet::planning
