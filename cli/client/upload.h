// Folders go to the store, and get a name there.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cli/client/connection.h"
#include "cli/client/tree.h"
#include "common/status/status.h"

namespace srnet::cli {

// Uploads what the store does not have yet, the manifest last; goes on where an earlier upload broke off, and
// waits for another sender of the same blob. `announce` is called with the bytes to send before any is sent,
// and not at all if nothing is missing. Fails with what the coordinator answers (RESOURCE_EXHAUSTED: its disk
// is full; ABORTED: another sender has the blob and sends nothing) or the file's own error.
Status UploadTree(const Connection& connection, const Tree& tree,
                  const std::function<void(std::int64_t bytes)>& announce);

// Names an uploaded tree in the catalogue.
StatusOr<v1::CatalogueEntry> Register(const Connection& connection, v1::CatalogueEntry::Kind kind,
                                      const std::string& name, const Digest& tree);

}  // namespace srnet::cli
