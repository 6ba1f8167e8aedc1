// What the sets of data sets are for: in distribution or out of it, as their descriptions say. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::cli {

// "dev" -> "dev", "ood", or "train": what data sets say of their sets. May lack some.
using SetRoles = std::map<std::string, std::string>;

// Reads the dataset.json of catalogue entries; what cannot be read is left out.
SetRoles RolesOf(const std::vector<v1::CatalogueEntry>& datasets);

}  // namespace srnet::cli
