// Writing curve points. Internal to storage/stores.
#pragma once

#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/result_records.h"

namespace srnet::storage {

// INVALID_ARGUMENT when a value is not a number.
Status CheckCurve(const std::vector<CurvePoint>& points);

// Overwrites points that are there.
Status StoreCurve(sqlite::Connection& connection, StageId stage, const std::vector<CurvePoint>& points);

}  // namespace srnet::storage
