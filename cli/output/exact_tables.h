// Answers about results as tables for programs: one fact a row, numbers as the service has them, an axis a
// column, an empty cell where there is nothing. Pure.
#pragma once

#include <vector>

#include "cli/output/table.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// A row for each model, set and metric: mean, sd and 95 % interval over its runs.
Table MakeExactTable(const v1::AggregateResponse& response);

// A row for each number.
Table MakeExactTable(const std::vector<v1::ResultRow>& results);

// A row for each comparison.
Table MakeExactTable(const v1::CompareResponse& response);

// A row for each point of each line.
Table MakeExactTable(const v1::FigureResponse& response);

}  // namespace srnet::cli
