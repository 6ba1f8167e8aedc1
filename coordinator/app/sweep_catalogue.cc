#include "coordinator/app/sweep_catalogue.h"

#include <vector>

#include "common/stage/canonical.h"
#include "coordinator/app/translate_catalogue.h"
#include "storage/stores/catalogue_store.h"

namespace srnet::app {

StatusOr<planning::Catalogue> ReadSweepCatalogue(sqlite::Connection& connection,
                                                 std::span<const storage::SweepStage> stages) {
  std::vector<storage::CatalogueEntry> entries;
  for (const storage::SweepStage& stored : stages) {
    if (stored.stage.kind != "import_dataset") continue;
    SRNET_ASSIGN_OR_RETURN(const stage::Stage parsed, stage::ParseStage(stored.canonical));
    const stage::Source* dataset = stage::FindSource(parsed, "dataset");
    if (dataset == nullptr) continue;
    SRNET_ASSIGN_OR_RETURN(
        const auto found,
        storage::FindCatalogueEntries(connection, storage::CatalogueKind::kDataset, dataset->digest));
    entries.insert(entries.end(), found.begin(), found.end());
  }
  return ToPlanner(entries);
}

}  // namespace srnet::app
