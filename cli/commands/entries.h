// What all kinds of entries of the catalogue have in common.
#pragma once

#include <string>

#include "cli/client/connection.h"
#include "cli/client/tree.h"
#include "cli/commands/context.h"
#include "common/status/status.h"

namespace srnet::cli {

// The entries of the kind; without one, all of them.
StatusOr<v1::ListEntriesResponse> QueryEntries(
    const Connection& connection, v1::CatalogueEntry::Kind kind = v1::CatalogueEntry::KIND_UNSPECIFIED);

void PrintEntry(Context& context, const v1::CatalogueEntry& entry);

// Uploads what the store lacks of the tree, saying so, and names it in the catalogue. Fails as UploadTree.
StatusOr<v1::CatalogueEntry> StoreEntry(Context& context, const Connection& connection,
                                        v1::CatalogueEntry::Kind kind, const std::string& name,
                                        const Tree& tree);

// The command that lists the entries of the kind.
Command ListOf(v1::CatalogueEntry::Kind kind);

}  // namespace srnet::cli
