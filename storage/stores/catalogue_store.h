// The catalogue: names of imported models, data sets and word vectors. The newest entry of a name wins; older
// ones are history.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

enum class CatalogueKind { kDataset, kModel, kVectors };

std::string_view Name(CatalogueKind kind);  // "dataset", "model", "vectors"
StatusOr<CatalogueKind> ParseCatalogueKind(std::string_view name);

struct CatalogueEntry {
  CatalogueKind kind = CatalogueKind::kDataset;
  std::string name;
  Digest digest;            // Of the tree that was imported.
  std::int64_t bytes = 0;   // Of all its files.
  std::string description;  // JSON.
  Instant created;
};

// Makes the entry the newest of its name and keeps its tree referenced. An entry equal to the newest in
// digest and description changes nothing, so that an import can be repeated. INVALID_ARGUMENT: an empty name.
Status PutCatalogueEntry(sqlite::Transaction& transaction, const CatalogueEntry& entry);

// The newest of that name. NOT_FOUND.
StatusOr<CatalogueEntry> ReadCatalogueEntry(sqlite::Connection& connection, CatalogueKind kind,
                                            std::string_view name);

// The newest of each name, by kind and name.
StatusOr<std::vector<CatalogueEntry>> ListCatalogue(sqlite::Connection& connection,
                                                    std::optional<CatalogueKind> kind);

// All entries of that tree, under whatever names, newest first.
StatusOr<std::vector<CatalogueEntry>> FindCatalogueEntries(sqlite::Connection& connection, CatalogueKind kind,
                                                           const Digest& tree);

// All entries of a name, newest first.
StatusOr<std::vector<CatalogueEntry>> ReadCatalogueHistory(sqlite::Connection& connection, CatalogueKind kind,
                                                           std::string_view name);

}  // namespace srnet::storage
