// The table at the end of a sweep: one row per model, one column per evaluation set and metric.
//
// Several runs of a model give "mean ± sd" (of the sample, n - 1), a single one its number; in percent, but
// for the metric "loss". Models whose set has another metric have a dash. Columns that would say nothing are
// left out: axes on which all models agree, the sweeps when all models are in the same ones, and n while it
// is the same for all models and no seed is missing. Pure.
#pragma once

#include <map>
#include <string>

#include "cli/output/set_roles.h"
#include "cli/output/table.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// What the statistics do not tell, as far as it is known.
struct ResultContext {
  SetRoles roles;
  std::map<std::string, std::string> sweep_names;  // By id.
};

// ID sets come first. Parts of sets and numbers of no set are left out.
Table MakeResultTable(const v1::AggregateResponse& statistics, const ResultContext& context);

}  // namespace srnet::cli
