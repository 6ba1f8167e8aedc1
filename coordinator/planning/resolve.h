// Looks up what a specification names: its models, data sets and word vectors, and the sets that it reports.
//
// Any thread.
#pragma once

#include <vector>

#include "coordinator/planning/catalogue.h"
#include "coordinator/planning/specification.h"

namespace srnet::planning {

// Points into the catalogue; null where there is a problem.
struct Resolved {
  std::vector<const CatalogueModel*> models;      // Aligned with those of the specification.
  std::vector<const CatalogueDataset*> datasets;  // Aligned with its tasks.
  std::vector<const CatalogueVectors*> vectors;   // Those of the tasks' bias models; null also for none.
};

// Problems are INVALID_ARGUMENT, or NOT_FOUND for what the catalogue lacks.
Resolved Resolve(const Specification& specification, const Catalogue& catalogue, Problems& problems);

}  // namespace srnet::planning
