// Where a number comes from: a stage, every stage it was computed from, what each gave, and who ran them.
#pragma once

#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/result_records.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

struct LineageStage {
  StageRecord stage;
  std::string canonical;
  std::vector<NamedArtifact> artifacts;  // By name.
  WorkerId worker;                       // Of the accepted attempt; empty when the stage is not done.
  std::string provenance;
  std::vector<MetricRecord> metrics;  // By set, metric and group.
};

struct Lineage {
  std::vector<LineageStage> stages;  // Inputs before the stages that read them; the one asked for is last.
  std::vector<StageEdge> edges;
};

// NOT_FOUND.
StatusOr<Lineage> ReadLineage(sqlite::Connection& connection, const StageKey& key);

}  // namespace srnet::storage
