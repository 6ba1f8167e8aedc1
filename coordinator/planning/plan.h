// From a specification to the smallest graph of stages that yields every point of its grid.
//
//   specification, catalogue --MakePlan--> Plan --(what the store has of its keys)--> Summarise --> figures
//
// A plan is a pure function of its inputs: no clock, socket, file or thread. Points share stages, and plans
// share stages through their keys: a store that has a key needs no second run of it. O(points + edges).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/problem.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// A stage reads `artifact` of an earlier stage. The texts are constants of the planner or held by
// Plan::artifact_names.
struct PlannedInput {
  std::uint32_t stage = 0;  // Index into Plan::stages, below the reader's own.
  std::string_view role;
  std::string_view artifact;
};

struct PlannedStage {
  stage::StageKey key;
  std::string canonical;  // What the key is the digest of.
  std::uint32_t first_input = 0;
  std::uint8_t input_count = 0;
  std::uint8_t kind = 0;      // Index into stage::Kinds().
  Digest model;               // That it reads; zero: none.
  std::int64_t steps = 0;     // Of the optimiser.
  std::int64_t examples = 0;  // Trained on and evaluated.
};

// The axes of the grid, in the order of a point's coordinates.
enum class Axis {
  kTask,
  kModel,
  kPipeline,
  kFinetuneLoss,
  kStartStep,
  kMethod,
  kOracle,
  kMaskLoss,
  kLoss,
  kInitialSparsity,
  kSparsity,
  kStructure,
  kScope,
  kInitialisation,
  kEpochs,
  kSeed
};
inline constexpr std::array<std::string_view, 16> kAxisNames = {
    "task",      "model", "pipeline",         "finetune_loss", "start_step", "method", "oracle",
    "mask_loss", "loss",  "initial_sparsity", "sparsity",      "structure",  "scope",  "initialisation",
    "epochs",    "seed"};
inline constexpr std::size_t kAxisCount = kAxisNames.size();

// A point has no value on an axis that does not apply (the full model has no loss) nor where it is what the
// paper does by default (structure weights, scope per_matrix, oracle false, the recipe's epochs, ...). The
// model is a coordinate when the sweep has several.
inline constexpr std::uint32_t kNoValue = 0xFFFFFFFF;

struct Point {
  std::uint32_t stage = 0;                       // The evaluation that answers it.
  std::array<std::uint32_t, kAxisCount> values;  // Indices into Plan::axis_values, or kNoValue.
};

struct Plan {
  std::string sweep_id;  // 16 hexadecimal digits, see SweepId in sweep_id.h.
  std::string name;
  Execution execution;
  std::array<std::vector<std::string>, kAxisCount> axis_values;
  std::vector<Point> points;         // In the order of the specification.
  std::vector<PlannedStage> stages;  // Each after its inputs; keys unique.
  std::vector<PlannedInput> inputs;  // Of all stages, sorted by role within one.
  std::shared_ptr<const std::set<std::string>> artifact_names;
  std::vector<std::string> notices;
  std::vector<std::string> exclusions;  // Combinations left out, each with its reason.

  std::span<const PlannedInput> InputsOf(const PlannedStage& stage) const {
    return std::span(inputs).subspan(stage.first_input, stage.input_count);
  }
};

// {"task", "nli"}, {"pipeline", "finetune_prune"}, ..., {"seed", "1"}; axes without a value are left out.
using Coordinates = std::vector<std::pair<std::string, std::string>>;
Coordinates CoordinatesOf(const Plan& plan, const Point& point);

// On any problem the result is not to be used. Problems are INVALID_ARGUMENT, or NOT_FOUND for what the
// catalogue lacks; each names its line and column.
Plan MakePlan(const Specification& specification, const Catalogue& catalogue, Problems& problems);

// Parses and plans; the status holds every problem, for programs too (common/status/violations.h).
StatusOr<Plan> PlanText(std::string_view yaml, const Catalogue& catalogue);

// The same for a plan that is only looked at: a data set or model of the paper that the catalogue lacks is
// taken to have the paper's size (reference_catalogue.h), with a notice.
StatusOr<Plan> PreviewText(std::string_view yaml, const Catalogue& catalogue);

}  // namespace srnet::planning
