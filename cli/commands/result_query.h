// Reading the results of sweeps, page by page.
#pragma once

#include <vector>

#include "cli/client/connection.h"
#include "cli/output/result_table.h"
#include "common/status/status.h"

namespace srnet::cli {

StatusOr<std::vector<v1::ResultRow>> QueryAll(const Connection& connection, const v1::ResultFilter& filter);

// What a table of the rows needs besides them: the sweeps they are of and the roles of the sets.
StatusOr<ResultContext> QueryContext(const Connection& connection, const std::vector<v1::ResultRow>& rows);

}  // namespace srnet::cli
