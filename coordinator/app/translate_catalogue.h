// Catalogue entries between the storage, the planner and the wire. Pure, any thread.
#pragma once

#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "coordinator/planning/catalogue.h"
#include "storage/stores/catalogue_store.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::app {

// The planner's view of a data set's dataset.json. INVALID_ARGUMENT names the member that is wrong.
StatusOr<planning::CatalogueDataset> ReadDatasetDescription(std::string_view description);

// Entries whose descriptions cannot be read are left out; they were checked when they were registered.
planning::Catalogue ToPlanner(const std::vector<storage::CatalogueEntry>& entries);

v1::CatalogueEntry ToProto(const storage::CatalogueEntry& entry);

}  // namespace srnet::app
