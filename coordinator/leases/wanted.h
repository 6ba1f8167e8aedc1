// What a worker should hold: the answer to every report.
#pragma once

#include <vector>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

struct WantedAttempt {
  core::StageIndex stage{};
  core::Token token;
  bool operator==(const WantedAttempt&) const = default;
};

// The attempts granted to the worker, in the order in which it should run them: those whose token is durable
// and whose result is not yet. All others must stop and be forgotten.
std::vector<WantedAttempt> Wanted(const core::State& state, core::WorkerIndex worker);

}  // namespace srnet::leases
