// Stored sweeps as the wire shows them. Reads of the database; any thread that may block.
#pragma once

#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/sweep_records.h"
#include "storage/stores/sweep_store.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::app {

// Adds them, in their order.
void ShowCoordinates(const storage::Coordinates& coordinates,
                     google::protobuf::RepeatedPtrField<v1::Coordinate>& shown);

// NOT_FOUND. With the specification.
StatusOr<v1::Sweep> ShowStoredSweep(sqlite::Connection& connection, const storage::SweepId& id);

// Of a listing: without the specification and without `points_done`.
v1::Sweep ShowSummary(const storage::SweepSummary& summary);

// Every stage, inputs before what reads them.
StatusOr<std::vector<v1::Stage>> ShowStoredStages(sqlite::Connection& connection, const storage::SweepId& id);
StatusOr<std::vector<v1::Point>> ShowStoredPoints(sqlite::Connection& connection, const storage::SweepId& id);

v1::Stage ShowStage(const storage::StageRecord& record);

}  // namespace srnet::app
