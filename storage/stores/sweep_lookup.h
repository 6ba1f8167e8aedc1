// Sweeps by what people call them, and everything about the stages of one.
//
// Reads only; codes beside those of storage/sqlite/error.h are named per function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/stage_records.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// The sweep of that id, else the newest of that name, else the only one whose id starts so; "last" is the
// newest of all. NOT_FOUND; INVALID_ARGUMENT when several ids start so, or when several sweeps of that name
// are active, naming them.
StatusOr<SweepId> ResolveSweep(sqlite::Connection& connection, std::string_view text);

// A stage of a sweep, as it is shown.
struct SweepStage {
  StageRecord stage;
  std::string canonical;
  std::vector<StageKey> inputs;  // By role.
  std::string worker;            // Of the live attempt or the one that succeeded, empty without either.
  double seconds = 0;            // From grant to result of the attempt that succeeded.
};

// Inputs before what reads them. NOT_FOUND.
StatusOr<std::vector<SweepStage>> ReadSweepStages(sqlite::Connection& connection, const SweepId& id);

// How many points a sweep has, and how many have their result. NOT_FOUND.
struct PointCount {
  std::int64_t points = 0;
  std::int64_t done = 0;
};
StatusOr<PointCount> CountPoints(sqlite::Connection& connection, const SweepId& id);

// What is recorded of an artifact; nothing when it is unknown.
struct ArtifactRecord {
  std::int64_t bytes = 0;
  ArtifactKind kind = ArtifactKind::kBlob;
};
StatusOr<std::optional<ArtifactRecord>> FindArtifact(sqlite::Connection& connection, const Digest& digest);

}  // namespace srnet::storage
