// A sweep as a user writes it: a grid to cover, and how its trainings differ from the paper's recipe.
//
// fields.h says how each field is spelled and bounded; docs/specification.md explains them. What is not
// written is not filled in here: recipe.h does that, per task. Plain values, any thread.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/stage/names.h"
#include "common/status/status.h"
#include "coordinator/planning/choices.h"
#include "coordinator/planning/overrides.h"
#include "coordinator/planning/problem.h"

namespace srnet::planning {

// The model to start from: a name or digest of the catalogue. A client replaces `path` before it submits.
struct ModelReference {
  Placed<std::string> name;
  Placed<std::string> path;
};

// The part of the weights that becomes zero: one number, or {gradual: [from, to]}.
struct Sparsity {
  double value = 0;
  std::optional<double> initial;  // Of a gradual one.
  auto operator<=>(const Sparsity&) const = default;
};

// Where the fine-tuning is left that a mask training starts from: at a step, or at a part of all its steps.
struct Start {
  bool is_fraction = false;
  double value = 0;
  auto operator<=>(const Start&) const = default;
};

struct StartAxis {
  std::vector<Placed<std::int64_t>> checkpoint_step;
  std::vector<Placed<double>> checkpoint_fraction;
};

// One block of the grid: the product of its axes. An axis that is not written is empty.
struct Block {
  Place place;
  Placed<Pipeline> pipeline;
  std::vector<Placed<std::string>> task_kinds;
  std::vector<Placed<stage::Loss>> finetune_loss;
  Placed<StartAxis> start;
  std::vector<Placed<Method>> method;
  std::vector<Placed<MaskSource>> mask_from;
  std::vector<Placed<bool>> oracle;
  std::vector<Placed<stage::Loss>> mask_loss;
  std::vector<Placed<stage::Loss>> loss;
  std::vector<Placed<Sparsity>> sparsity;
  std::vector<Placed<stage::Structure>> structure;
  std::vector<Placed<stage::Scope>> scope;
  std::vector<Placed<stage::Initialisation>> initialisation;
  std::vector<Placed<double>> epochs;
};

// At most so many rows; 0 is all.
struct RowLimits {
  std::int64_t evaluation_rows = 0;
  std::int64_t train_rows = 0;
};

// How often a stage is tried again whose attempts fail in that way.
struct RetryLimits {
  std::optional<std::int64_t> crashed;
  std::optional<std::int64_t> out_of_memory;
};

// What a worker must carry: {gpu: h200}.
using Labels = std::map<std::string, std::string>;

// How the stages of the sweep are run, which changes no result of theirs.
struct Execution {
  RetryLimits retries;
  std::optional<std::chrono::seconds> deadline;
  Labels labels;
};

struct Specification {
  std::string name;
  std::vector<ModelReference> models;
  std::vector<Placed<std::string>> tasks;  // Names or digests of data sets.
  std::vector<Placed<std::int64_t>> seeds;
  std::vector<Block> grid;
  Overrides overrides;
  std::vector<Placed<Compat>> compat;
  double scale = 1;  // Of rows and of the recipe's steps.
  RowLimits limits;
  stage::Curves curves = stage::Curves::kDev;
  stage::Precision precision = stage::Precision::kAuto;
  std::vector<Placed<std::string>> evaluate;  // Names of evaluation sets. Empty: all.
  std::int64_t max_length = 128;
  Execution execution;
};

// Whether the switch is among those of the specification.
bool Has(const Specification& specification, Compat compat);

// Reads YAML (or JSON, which is YAML), on top of a preset if it names one. On any problem the result is not
// to be used; `problems` says what and where.
Specification ParseSpecification(std::string_view yaml, Problems& problems);

}  // namespace srnet::planning
