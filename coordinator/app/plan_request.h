// Plans made for callers. Reads of the database; any thread that may block.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/core/execution.h"
#include "coordinator/planning/plan.h"
#include "storage/sqlite/connection.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::app {

// For a sweep that is to run: everything that it names must be in the catalogue. The codes of
// planning::PlanText; INVALID_ARGUMENT for a text that is too long.
StatusOr<planning::Plan> PlanToRun(sqlite::Connection& connection, const std::string& specification);

// The same for stages that are given in full. The codes of planning::PlanStages; NOT_FOUND for what they read
// and the catalogue lacks.
StatusOr<planning::Plan> PlanStagesToRun(sqlite::Connection& connection,
                                         const v1::SubmitStagesRequest& request);

// Whether all of its stages have their results already.
StatusOr<bool> IsDone(sqlite::Connection& connection, const planning::Plan& plan);

// The text that is kept of such a sweep as its specification: {"name":...,"stages":[...]}.
std::string StagesText(const v1::SubmitStagesRequest& request);

// What there is to run it with.
struct Fleet {
  struct Worker {
    std::string id;
    std::int64_t slots = 0;
    core::Labels labels;
    bool takes_work = false;
  };
  std::vector<Worker> workers;             // Those that are connected.
  std::optional<std::int64_t> free_bytes;  // Of the coordinator's disk, for results; empty: not known.
};

// What people should know when no worker of the fleet carries what the plan asks for.
std::optional<std::string> NoticeOfLabels(const planning::Plan& plan, const Fleet& fleet);

// For a look: what it would run beside what the store has, how long that will take, and what it would change
// of another sweep. The codes of PlanToRun, and of storage::ResolveSweep.
StatusOr<v1::PlanResponse> Preview(sqlite::Connection& connection, const v1::PlanRequest& request,
                                   const Fleet& fleet);

}  // namespace srnet::app
