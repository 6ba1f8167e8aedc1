// Curves of stages: they come with an accepted result (attempt_store.h), and with attempts that end without
// one.
#pragma once

#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/result_records.h"

namespace srnet::storage {

// Adds points of the live attempt; a step that is there is overwritten, as a resumed attempt repeats steps.
// FAILED_PRECONDITION "stale token"; INVALID_ARGUMENT when a value is not a number. Nothing changes then.
Status AppendCurve(sqlite::Transaction& transaction, StageId stage, Token token,
                   const std::vector<CurvePoint>& points);

// By set, metric and step. Empty `set` or `metric`: all.
StatusOr<std::vector<CurvePoint>> ReadCurve(sqlite::Connection& connection, StageId stage,
                                            const std::string& set, const std::string& metric);

}  // namespace srnet::storage
