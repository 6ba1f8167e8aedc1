#include "coordinator/planning/catalogue.h"

namespace srnet::planning {
namespace {

template <typename Entry>
const Entry* Find(const std::vector<Entry>& entries, std::string_view name_or_digest) {
  for (const Entry& entry : entries) {
    if (entry.name == name_or_digest || entry.digest.ToHex() == name_or_digest) return &entry;
  }
  return nullptr;
}

}  // namespace

const CatalogueDataset* FindDataset(const Catalogue& catalogue, std::string_view name_or_digest) {
  return Find(catalogue.datasets, name_or_digest);
}

const CatalogueModel* FindModel(const Catalogue& catalogue, std::string_view name_or_digest) {
  return Find(catalogue.models, name_or_digest);
}

const CatalogueVectors* FindVectors(const Catalogue& catalogue, std::string_view name_or_digest) {
  return Find(catalogue.vectors, name_or_digest);
}

}  // namespace srnet::planning
