// Printing what the catalogue holds.
#pragma once

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "common/status/status.h"

namespace srnet::cli {

void PrintEntry(Context& context, const v1::CatalogueEntry& entry);
Status PrintEntries(Context& context, const Connection& connection, v1::CatalogueEntry::Kind kind);

}  // namespace srnet::cli
