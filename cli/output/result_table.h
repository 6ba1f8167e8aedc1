// The table at the end of a sweep: one row per model, one column per evaluation set.
//
// Several runs of a model give "mean ± sd" (of the sample, n - 1) in percent; a single one gives its number.
// Columns that would say nothing are left out: axes on which all models agree, the sweeps when all models are
// in the same ones, and n while it is the same for all models and no seed is missing. Pure.
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

// Takes the rows of whole sets whose metric is a fraction ("accuracy"). ID sets come first.
Table MakeResultTable(const std::vector<v1::ResultRow>& rows, const ResultContext& context);

}  // namespace srnet::cli
