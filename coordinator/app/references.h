// What the database refers to, blob by blob: the artifacts that it names, and the files of those that are
// folders. Reads files; any thread that may block.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "storage/artifacts/artifact_store.h"
#include "storage/artifacts/collection.h"
#include "storage/stores/stored_artifacts.h"

namespace srnet::app {

struct BlobReference {
  Digest artifact;                    // The database names this one.
  std::string file{};                 // Its name in that folder; empty: it is the artifact itself.
  std::optional<std::int64_t> bytes;  // Empty: a manifest that cannot be read.
};

struct References {
  std::map<Digest, BlobReference> blobs;
  Status unreadable;  // Of the first folder whose files are unknown, because its manifest cannot be read.
};

References ResolveReferences(const artifacts::ArtifactStore& store,
                             std::span<const storage::ArtifactDigest> artifacts);

// The blobs of the store that are not among them, by digest. FAILED_PRECONDITION: the files of a folder are
// unknown.
StatusOr<std::vector<artifacts::StoredBlob>> FindUnreferenced(const artifacts::ArtifactStore& store,
                                                              const References& references);

}  // namespace srnet::app
