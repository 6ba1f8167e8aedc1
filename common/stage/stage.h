// A stage: one unit of work of the grid, and everything that can change its result.
//
// A stage is a value. Its canonical text (canonical.h) is both what a trainer is given and what its content
// key is the SHA-256 of, so two sweeps that need the same stage share one row, one run and one result.
// Nothing that cannot change the result is in here: no name, path, time, attempt, host, user, evaluation
// batch or device.
//
// Plain values, any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"
#include "common/stage/work.h"

namespace srnet::stage {

// SHA-256 of the canonical text of a stage.
struct StageKey {
  Digest digest;
  auto operator<=>(const StageKey&) const = default;
};

// An artifact of another stage that this one reads. `role` says what for, for example "checkpoint".
struct Input {
  std::string role;
  StageKey stage;
  std::string artifact;
  auto operator<=>(const Input&) const = default;
};

// Something imported from outside that this stage reads: a model folder, a data set folder, word vectors.
struct Source {
  std::string role;
  Digest digest;
  auto operator<=>(const Source&) const = default;
};

struct Stage {
  Work work;
  std::vector<Input> inputs;    // Sorted by role, roles unique.
  std::vector<Source> sources;  // Sorted by role, roles unique.
};

// "import_dataset", "bias_model", "finetune", "mask_train", "imp", "evaluate", "teacher", "one_shot" or
// "retrain".
std::string_view KindName(const Work& work);

// The version of the algorithm behind a kind; it grows whenever a change of code changes results.
std::int64_t AlgorithmVersion(const Work& work);

// The input or source of that role, or nullptr.
const Input* FindInput(const Stage& stage, std::string_view role);
const Source* FindSource(const Stage& stage, std::string_view role);

}  // namespace srnet::stage
