// The table at the end of a sweep: one row per model, one column per evaluation set and metric.
//
// Several runs of a model give "mean ± sd" (of the sample, n - 1), a single one its number; in percent, but
// for the metric "loss". Models whose set has another metric have a dash. Columns that would say nothing are
// left out: axes on which all models agree, the sweeps when all models are in the same ones, and n while it
// is the same for all models and no seed is missing. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/output/result_model.h"
#include "cli/output/set_roles.h"
#include "cli/output/table.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// What rows do not tell, as far as it is known.
struct ResultContext {
  SetRoles roles;
  SweepsById sweeps;
};

// Takes the rows of whole sets with the metrics to show (reported_rows.h). ID sets come first.
Table MakeResultTable(const std::vector<v1::ResultRow>& rows, const ResultContext& context);

}  // namespace srnet::cli
