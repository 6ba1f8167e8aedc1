#include "coordinator/app/grant.h"

#include <utility>

#include "coordinator/app/stage_facts.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {
namespace {

v1::ResolvedInput ToProto(const storage::ResolvedInput& input) {
  v1::ResolvedInput resolved;
  resolved.set_role(input.role);
  resolved.set_sha256(input.artifact.digest.ToHex());
  resolved.set_bytes(input.artifact.bytes);
  resolved.set_tree(input.artifact.kind == storage::ArtifactKind::kTree);
  return resolved;
}

// The size is that of the blob to fetch: of a folder's manifest, not of its files.
StatusOr<v1::ResolvedInput> ResolveSource(sqlite::Connection& connection,
                                          const artifacts::ArtifactStore& artifacts,
                                          const stage::Source& source) {
  SRNET_ASSIGN_OR_RETURN(const auto artifact, storage::FindArtifact(connection, source.digest));
  if (!artifact) {
    return FailedPrecondition("the {} {} is not in the catalogue any more: import it again", source.role,
                              source.digest.ToHex());
  }
  const StatusOr<std::int64_t> bytes = artifacts.Stat(source.digest);
  if (bytes.status().code() == StatusCode::kNotFound) {
    return FailedPrecondition("the bytes of the {} {} are gone from the store: import it again", source.role,
                              source.digest.ToHex());
  }
  if (!bytes.ok()) return bytes.status();
  v1::ResolvedInput resolved;
  resolved.set_role(source.role);
  resolved.set_sha256(source.digest.ToHex());
  resolved.set_bytes(*bytes);
  resolved.set_tree(artifact->kind == storage::ArtifactKind::kTree);
  resolved.set_source(true);
  return resolved;
}

}  // namespace

StatusOr<std::shared_ptr<const Grant>> LoadGrant(sqlite::Connection& connection,
                                                 const artifacts::ArtifactStore& artifacts,
                                                 storage::StageId stage) {
  SRNET_ASSIGN_OR_RETURN(storage::StageWork work, storage::ReadStageWork(connection, stage));
  SRNET_ASSIGN_OR_RETURN(const StageFacts facts, ReadStageFacts(work.canonical));
  auto grant = std::make_shared<Grant>();
  for (const storage::ResolvedInput& input : work.inputs) grant->inputs.push_back(ToProto(input));
  for (const stage::Source& source : facts.sources) {
    SRNET_ASSIGN_OR_RETURN(v1::ResolvedInput resolved, ResolveSource(connection, artifacts, source));
    grant->inputs.push_back(std::move(resolved));
  }
  grant->canonical = std::move(work.canonical);
  return std::shared_ptr<const Grant>(std::move(grant));
}

}  // namespace srnet::app
