// The table at the end of a sweep: one row per model, one column per evaluation set.
//
// A row is a point without its seed; several seeds give "mean ± sd" (of the sample, n - 1) in percent. Full
// models come first, then subnetworks in the order of the specification. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "cli/output/table.h"

#include "srnet/v1/artifact_service.pb.h"
#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

// "dev" -> "dev", "ood", or "train": what data sets say of their sets. May lack some.
using SetRoles = std::map<std::string, std::string>;

// Reads the dataset.json of catalogue entries; what cannot be read is left out.
SetRoles RolesOf(const std::vector<v1::CatalogueEntry>& datasets);

// Takes the rows of whole sets whose metric is a fraction ("accuracy"). ID sets come first.
Table MakeResultTable(const std::vector<v1::ResultRow>& rows, const SetRoles& roles);

}  // namespace srnet::cli
