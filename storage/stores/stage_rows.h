// Reading stages, edges and products out of rows. Internal to storage/stores.
#pragma once

#include <string_view>

#include "common/status/status.h"
#include "storage/sqlite/statement.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

// The columns that ReadStageRow expects from column 0 on, of a table named `stage`.
inline constexpr std::string_view kStageColumns =
    "stage.id, stage.key, stage.kind, stage.state, stage.attempts, stage.crashes, stage.failure_class, "
    "stage.failure_message, stage.created_ms, stage.ended_ms, stage.memory_class, stage.checkpoint";
inline constexpr int kStageColumnCount = 12;
StatusOr<StageRecord> ReadStageRow(const sqlite::Statement& row);

// Of a join of `attempt` and `stage`.
inline constexpr std::string_view kAttemptColumns =
    "attempt.token, attempt.stage, stage.key, attempt.worker, attempt.state, attempt.failure_class, "
    "attempt.message, "
    "attempt.granted_ms, attempt.ended_ms, attempt.provenance, attempt.started_ms";
inline constexpr int kAttemptColumnCount = 11;
StatusOr<AttemptRecord> ReadAttemptRow(const sqlite::Statement& row);

// stage, input, role, artifact.
StageEdge ReadEdgeRow(const sqlite::Statement& row);

// From column `first` on: name, digest, bytes, kind.
StatusOr<NamedArtifact> ReadArtifactRow(const sqlite::Statement& row, int first);

}  // namespace srnet::storage
