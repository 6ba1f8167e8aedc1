// Plans between the planner, the storage and the wire. Pure, any thread.
#pragma once

#include <string>
#include <vector>

#include "coordinator/planning/plan.h"
#include "storage/stores/sweep_records.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::app {

// What is stored of a plan. The caller fills in owner, request id, specification, priority and time.
storage::NewSweep ToStorage(const planning::Plan& plan);

// `done` is aligned with plan.stages.
v1::PlanResponse ToProto(const planning::Plan& plan, const std::vector<bool>& done);

}  // namespace srnet::app
