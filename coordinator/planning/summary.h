// What a plan amounts to, given what the store already has: the figures of `srnet plan`.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coordinator/planning/plan.h"

namespace srnet::planning {

struct KindSummary {
  std::string_view kind;
  std::int64_t stages = 0;
  std::int64_t reused = 0;    // Already done in the store.
  std::int64_t steps = 0;     // Optimiser steps still to run.
  std::int64_t examples = 0;  // Training examples and evaluation rows still to run.
};

struct Summary {
  std::int64_t points = 0;
  std::int64_t stages = 0;
  std::int64_t unshared_stages = 0;  // What the points would cost one by one.
  std::int64_t reused_stages = 0;
  std::vector<KindSummary> kinds;  // Only kinds that occur.
};

// `done` is aligned with plan.stages: whether the store has that key's result. Empty: it has none.
Summary Summarise(const Plan& plan, const std::vector<bool>& done);

}  // namespace srnet::planning
