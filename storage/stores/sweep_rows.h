// Reading sweeps out of rows, and finding the number that a sweep has inside the database. Internal to
// storage/stores.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// The columns that ReadSweepRow expects; kSweepColumnsShort leaves the specification empty.
inline constexpr std::string_view kSweepColumns =
    "number, id, request_id, name, owner, priority, state, created_ms, ended_ms, superseded_by, "
    "execution, specification";
inline constexpr std::string_view kSweepColumnsShort =
    "number, id, request_id, name, owner, priority, state, created_ms, ended_ms, superseded_by, "
    "execution, ''";
inline constexpr int kSweepColumnCount = 12;

struct NumberedSweep {
  std::int64_t number = 0;
  SweepRecord sweep;
};

StatusOr<NumberedSweep> ReadSweepRow(const sqlite::Statement& row);

// NOT_FOUND.
StatusOr<NumberedSweep> FindSweep(sqlite::Connection& connection, const SweepId& id);

}  // namespace srnet::storage
