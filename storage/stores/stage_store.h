// Stages: what is known of a key, and what a worker must be sent.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

// Aligned with `keys`; nullopt where the key is unknown. What a plan shows as reused.
StatusOr<std::vector<std::optional<StageRecord>>> LookUpStages(sqlite::Connection& connection,
                                                               std::span<const StageKey> keys);

// The only stage whose key, in hexadecimal, starts so. NOT_FOUND; INVALID_ARGUMENT when several do, or when
// the text cannot be the start of a key.
StatusOr<StageKey> ResolveStage(sqlite::Connection& connection, std::string_view text);

// NOT_FOUND.
StatusOr<StageRecord> ReadStage(sqlite::Connection& connection, const StageKey& key);

// NOT_FOUND; FAILED_PRECONDITION when an input is not there yet, naming it.
StatusOr<StageWork> ReadStageWork(sqlite::Connection& connection, StageId id);

}  // namespace srnet::storage
