#include "coordinator/app/references.h"

#include "storage/artifacts/tree.h"

namespace srnet::app {
namespace {

void AddFolder(const artifacts::ArtifactStore& store, const Digest& digest, References& references) {
  const StatusOr<artifacts::Tree> tree = artifacts::ReadTree(store, digest);
  BlobReference manifest{.artifact = digest, .bytes = std::nullopt};
  if (tree.ok()) {
    manifest.bytes = static_cast<std::int64_t>(artifacts::CanonicalTree(*tree).size());
    for (const auto& [name, file] : tree->files)
      references.blobs.try_emplace(file.digest, BlobReference{digest, name, file.bytes});
  } else if (references.unreadable.ok()) {
    references.unreadable = tree.status();
  }
  references.blobs.insert_or_assign(digest, manifest);
}

}  // namespace

References ResolveReferences(const artifacts::ArtifactStore& store,
                             std::span<const storage::ArtifactDigest> artifacts) {
  References references;
  for (const storage::ArtifactDigest& artifact : artifacts) {
    if (artifact.kind == storage::ArtifactKind::kTree) {
      AddFolder(store, artifact.digest, references);
    } else {
      references.blobs.insert_or_assign(artifact.digest,
                                        BlobReference{.artifact = artifact.digest, .bytes = artifact.bytes});
    }
  }
  return references;
}

StatusOr<std::vector<artifacts::StoredBlob>> FindUnreferenced(const artifacts::ArtifactStore& store,
                                                              const References& references) {
  if (!references.unreadable.ok()) {
    return FailedPrecondition(
        "the manifest of a folder cannot be read, so it is not known which files are its own: {}; see srnet "
        "artifacts verify",
        Message(references.unreadable));
  }
  SRNET_ASSIGN_OR_RETURN(std::vector<artifacts::StoredBlob> blobs, artifacts::ListBlobs(store));
  std::erase_if(blobs,
                [&](const artifacts::StoredBlob& blob) { return references.blobs.contains(blob.digest); });
  return blobs;
}

}  // namespace srnet::app
