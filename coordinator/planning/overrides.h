// How the trainings of a sweep depart from the default recipe. What is not written is empty. Plain values,
// any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/stage/names.h"
#include "coordinator/planning/choices.h"
#include "coordinator/planning/problem.h"

namespace srnet::planning {

// Departures from the default recipe of one kind of training.
struct TrainingOverride {
  std::optional<std::int64_t> batch_size;
  std::optional<stage::Clip> clip;
  std::optional<double> epochs;
  std::optional<double> learning_rate;
  std::optional<double> max_norm;
  std::optional<stage::Precision> precision;
};
// What a segment of IMP does not have: it starts at the full rate and is evaluated at its end.
struct ScheduleOverride {
  std::optional<std::int64_t> evaluation_interval;
  std::optional<Placed<stage::SelectionMetric>> selection_metric;
  std::optional<std::int64_t> warmup_steps;
  std::optional<Placed<double>> warmup;  // As a fraction of all steps. Excludes warmup_steps.
};
// Which matrices beside those of the encoder are pruned.
struct PrunableOverride {
  std::optional<bool> prune_classifier;
  std::optional<bool> prune_pooler;
};
struct FinetuneOverride {
  TrainingOverride training;
  ScheduleOverride schedule;
  std::vector<Placed<std::int64_t>> snapshot_steps;
};
struct RetrainOverride {
  TrainingOverride training;
  ScheduleOverride schedule;
};
struct MaskOverride {
  TrainingOverride training;
  ScheduleOverride schedule;
  PrunableOverride prunable;
  std::optional<std::int64_t> control_interval;
  std::optional<double> kept_score_factor;
  std::optional<double> selection_from;
  std::optional<double> threshold;
};
struct ImpOverride {
  TrainingOverride training;
  PrunableOverride prunable;
};
struct ShallowOverride {
  std::optional<double> epochs;
  std::optional<double> learning_rate;
  std::optional<std::int64_t> rows;
  std::optional<std::int64_t> seed;
};
struct BiasOverride {
  std::optional<std::int64_t> feature_count;
  std::optional<BiasFeatures> features;
  std::optional<stage::Text> hypothesis;
  std::optional<double> inverse_regularisation;
  ShallowOverride shallow;
  std::optional<Placed<std::string>> word_vectors;
};

// For every loss, and on top of that for one.
template <typename Override>
struct ByLoss {
  Override every;
  std::array<Override, stage::kLossNames.size()> of = {};
};

struct TaskOverride {
  BiasOverride bias;
  ByLoss<FinetuneOverride> finetune;
  ByLoss<ImpOverride> imp;
  ByLoss<MaskOverride> mask;
  ByLoss<MaskOverride> oracle;      // On top of mask.
  ByLoss<RetrainOverride> retrain;  // On top of finetune.
};

struct NamedTaskOverride {
  Placed<std::string> task;
  TaskOverride fields;
};

struct Overrides {
  TaskOverride every;
  std::vector<NamedTaskOverride> tasks;
};

}  // namespace srnet::planning
