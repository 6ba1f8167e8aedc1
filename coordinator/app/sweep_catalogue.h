// The data sets of a stored sweep as they were when it was planned, whatever their names stand for now. Reads
// of the database; any thread that may block.
#pragma once

#include <span>

#include "common/status/status.h"
#include "coordinator/planning/catalogue.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {

// INVALID_ARGUMENT when the stored text of a stage cannot be read.
StatusOr<planning::Catalogue> ReadSweepCatalogue(sqlite::Connection& connection,
                                                 std::span<const storage::SweepStage> stages);

}  // namespace srnet::app
