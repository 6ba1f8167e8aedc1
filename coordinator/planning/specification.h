// A sweep as a user writes it: a grid to cover, and how its trainings differ from the paper's recipe.
//
// fields.h says how each field is spelled and bounded; docs/specification.md explains them. What is not
// written is not filled in here: recipe.h does that, per task. Plain values, any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/stage/names.h"
#include "common/stage/stage.h"
#include "common/status/status.h"
#include "coordinator/planning/problem.h"

namespace srnet::planning {

enum class Pipeline { kFinetune, kFinetunePrune };
enum class Method { kNone, kMask, kImp };
inline constexpr std::array<std::string_view, 2> kPipelineNames = {"finetune", "finetune_prune"};
inline constexpr std::array<std::string_view, 3> kMethodNames = {"none", "mask", "imp"};
constexpr const auto& NamesOf(Pipeline) { return kPipelineNames; }
constexpr const auto& NamesOf(Method) { return kMethodNames; }

// The model to start from: a name or digest of the catalogue. A client replaces `path` before it submits.
struct ModelReference {
  Placed<std::string> name;
  Placed<std::string> path;
};

// One block of the grid: the product of its axes. An axis that is not written is empty.
struct Block {
  Place place;
  Placed<Pipeline> pipeline;
  std::vector<Placed<stage::Loss>> finetune_loss;
  std::vector<Placed<Method>> method;
  std::vector<Placed<stage::Loss>> loss;
  std::vector<Placed<double>> sparsity;
};

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
  std::optional<std::int64_t> warmup_steps;
  std::optional<Placed<double>> warmup;  // As a fraction of all steps. Excludes warmup_steps.
};
struct FinetuneOverride {
  TrainingOverride training;
  ScheduleOverride schedule;
};
struct MaskOverride {
  TrainingOverride training;
  ScheduleOverride schedule;
  std::optional<double> kept_score_factor;
  std::optional<double> selection_from;
  std::optional<double> threshold;
};
struct ImpOverride {
  TrainingOverride training;
};
struct BiasOverride {
  std::optional<double> inverse_regularisation;
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
};

struct NamedTaskOverride {
  Placed<std::string> task;
  TaskOverride fields;
};

struct Overrides {
  TaskOverride every;
  std::vector<NamedTaskOverride> tasks;
};

// At most so many rows; 0 is all.
struct RowLimits {
  std::int64_t evaluation_rows = 0;
  std::int64_t train_rows = 0;
};

struct Specification {
  std::string name;
  ModelReference model;
  std::vector<Placed<std::string>> tasks;  // Names or digests of data sets.
  std::vector<Placed<std::int64_t>> seeds;
  std::vector<Block> grid;
  Overrides overrides;
  RowLimits limits;
  stage::Curves curves = stage::Curves::kDev;
  stage::Precision precision = stage::Precision::kAuto;
  std::vector<Placed<std::string>> evaluate;  // Names of evaluation sets. Empty: all.
  std::int64_t max_length = 128;
};

// Reads YAML (or JSON, which is YAML). On any problem the result is not to be used; `problems` says what and
// where.
Specification ParseSpecification(std::string_view yaml, Problems& problems);

}  // namespace srnet::planning
