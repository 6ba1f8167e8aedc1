// Comparisons and figures as tables. Metrics in percent, but for the metric "loss". Pure.
#pragma once

#include "cli/output/table.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// A row for each comparison. Columns: what the pair has in common, as far as it varies; the set and metric;
// the mean difference with its 95 % interval; the number of seeds; the p values.
Table MakeComparisonTable(const v1::CompareResponse& response);

// A row for each line and panel; a column for each x, and one for what holds for all of x. "mean ± sd" where
// there are several seeds.
Table MakeFigureTable(const v1::FigureResponse& response);

}  // namespace srnet::cli
