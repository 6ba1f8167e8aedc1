// Reading the results of sweeps: row by row, or as the table of models.
#pragma once

#include <vector>

#include "cli/client/connection.h"
#include "cli/output/table.h"
#include "common/status/status.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// Every row, page by page.
StatusOr<std::vector<v1::ResultRow>> QueryAll(const Connection& connection, const v1::ResultFilter& filter);

// The rows of the best values, best first: the largest, or the smallest of a loss. At most 10,000.
StatusOr<std::vector<v1::ResultRow>> QueryTop(const Connection& connection, const v1::ResultFilter& filter,
                                              bool smallest, int count);

// A row for each model, by the numbers that the filter takes: without metrics, those that each set is
// reported by. Has no rows while there are no results. For programs a row for each of a model's numbers.
StatusOr<Table> QueryTable(const Connection& connection, v1::ResultFilter filter, Form form);

}  // namespace srnet::cli
