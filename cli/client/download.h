// Blobs and folders come out of the store, verified. A request of the interruption ends each with CANCELLED.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "cli/client/connection.h"
#include "cli/client/interruption.h"
#include "cli/client/tree.h"
#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::cli {

// Writes the blob to `path`. NOT_FOUND: the store has no such blob; DATA_LOSS: what came has another digest;
// RESOURCE_EXHAUSTED: the local disk is full. After a failure `path` may hold a part.
Status DownloadBlob(const Connection& connection, Interruption& interruption, const Digest& digest,
                    const std::filesystem::path& path);

// The blob in memory; more than `max_bytes` is INVALID_ARGUMENT.
StatusOr<std::string> DownloadText(const Connection& connection, Interruption& interruption,
                                   const Digest& digest, std::uint64_t max_bytes);

// Writes the files of a stored folder for which `keep(name)` holds into `folder`, which must exist, in the
// folders that their names have. DATA_LOSS: a name leads out of it.
Status DownloadTree(const Connection& connection, Interruption& interruption, const Digest& digest,
                    const std::function<bool(std::string_view)>& keep, const std::filesystem::path& folder);

// All of a stored folder, as a tree that can be uploaded elsewhere: each file lies under its digest in
// `folder`, which must exist.
StatusOr<Tree> DownloadWholeTree(const Connection& connection, Interruption& interruption,
                                 const Digest& digest, const std::filesystem::path& folder);

}  // namespace srnet::cli
