// Reading the results of sweeps, page by page.
#pragma once

#include <vector>

#include "cli/client/connection.h"
#include "cli/output/result_table.h"
#include "common/status/status.h"

namespace srnet::cli {

StatusOr<std::vector<v1::ResultRow>> QueryAll(const Connection& connection, const v1::ResultFilter& filter);

// The roles of the sets of all registered data sets.
StatusOr<SetRoles> QueryRoles(const Connection& connection);

}  // namespace srnet::cli
