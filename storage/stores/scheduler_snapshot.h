// Everything that a scheduler needs at start, read in one pass over one state of the database.
#pragma once

#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/stage_records.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

struct SweepMember {
  SweepId sweep;
  StageId stage;
};

struct SchedulerSnapshot {
  std::vector<SweepRecord> sweeps;      // Active ones, oldest first, without their specifications.
  std::vector<StageRecord> stages;      // All stages of these sweeps, by id; done ones too.
  std::vector<StageEdge> edges;         // All inputs of these stages, by stage.
  std::vector<SweepMember> members;     // By sweep, in the order of `sweeps`, then by stage.
  std::vector<AttemptRecord> attempts;  // The live ones, by token.
};

StatusOr<SchedulerSnapshot> LoadSchedulerSnapshot(sqlite::Connection& connection);

}  // namespace srnet::storage
