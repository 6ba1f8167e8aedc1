// A plan of stages that are given in full, in place of the grid of a specification.
//
// So a result is run once more by exactly the stages behind it, whatever a newer planner would make of the
// specification that it came from. Pure, any thread.
#pragma once

#include <span>
#include <string>

#include "common/status/status.h"
#include "coordinator/planning/plan.h"

namespace srnet::planning {

// `texts` are canonical (common/stage/canonical.h), each after those of the stages that it reads. A stage
// that none of the others reads is a point, without coordinates. How many steps and examples a stage takes is
// not known, so it counts none and is not measured for the forecasts of others. INVALID_ARGUMENT names the
// first text that is wrong: no stage of this version, not in its canonical form, twice, or before one that it
// reads; or that there is no name or no text.
StatusOr<Plan> PlanStages(const std::string& name, std::span<const std::string> texts);

}  // namespace srnet::planning
