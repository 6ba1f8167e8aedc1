// Plans made for callers. Reads of the database; any thread that may block.
#pragma once

#include <string>

#include "common/status/status.h"
#include "coordinator/planning/plan.h"
#include "storage/sqlite/connection.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::app {

// For a sweep that is to run: everything that it names must be in the catalogue. The codes of
// planning::PlanText; INVALID_ARGUMENT for a text that is too long.
StatusOr<planning::Plan> PlanToRun(sqlite::Connection& connection, const std::string& specification);

// For a look: what it would run beside what the store has, and what it would change of another sweep. The
// codes of PlanToRun, and of storage::ResolveSweep.
StatusOr<v1::PlanResponse> Preview(sqlite::Connection& connection, const v1::PlanRequest& request);

}  // namespace srnet::app
