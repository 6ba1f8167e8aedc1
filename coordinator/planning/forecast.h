// What the rest of a plan will take, judged by what stages of its kind have taken. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "coordinator/planning/plan.h"

namespace srnet::planning {

// What done stages of one kind took and left behind, all together.
struct Measurement {
  std::string kind;
  Digest model;  // That they read; zero: none.
  std::int64_t runs = 0;
  double seconds = 0;
  std::int64_t examples = 0;
  std::int64_t bytes = 0;
};

// How many stages of a kind there is no measurement for.
struct Unmeasured {
  std::string kind;
  std::int64_t stages = 0;
};

// Without the unmeasured stages, which are taken to need nothing.
struct Forecast {
  double seconds = 0;                // Of work, on one slot.
  double critical_path_seconds = 0;  // With any number of slots.
  double makespan_seconds = 0;       // With the given number of slots, stages on the longest path first.
  std::int64_t bytes = 0;            // Of new artifacts.
  std::vector<Unmeasured> unmeasured;
};

// `done` is aligned with plan.stages. A stage takes as long per example as others of its kind and model, or,
// if it has no examples, as long as they. `slots` is at least 1. O(n log n).
Forecast MakeForecast(const Plan& plan, const std::vector<bool>& done,
                      std::span<const Measurement> measurements, std::int64_t slots);

}  // namespace srnet::planning
