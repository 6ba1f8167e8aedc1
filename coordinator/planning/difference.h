// What a plan would change if it took the place of a sweep. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "common/stage/stage.h"
#include "coordinator/planning/plan.h"

namespace srnet::planning {

struct AnsweredPoint {
  Coordinates coordinates;
  stage::StageKey stage;  // The evaluation that answers it.
  bool operator==(const AnsweredPoint&) const = default;
};

// A stage of the sweep as it stands.
struct StandingStage {
  stage::StageKey key;
  bool done = false;
  bool runs = false;
};

// A point is known by its coordinates: with another stage under the same ones it is changed, not new.
struct Difference {
  std::int64_t kept = 0;
  std::vector<AnsweredPoint> added;
  std::vector<AnsweredPoint> removed;
  std::vector<AnsweredPoint> changed;  // As they would be.
  std::int64_t stages_added = 0;
  std::int64_t stages_dropped = 0;  // Not done, and not in the plan.
  std::int64_t stages_stopped = 0;  // Of those, how many run now.
};

Difference DifferenceFrom(std::span<const AnsweredPoint> points, std::span<const StandingStage> stages,
                          const Plan& plan);

}  // namespace srnet::planning
