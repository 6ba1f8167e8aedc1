#include "coordinator/app/artifact_list.h"

#include <google/protobuf/util/time_util.h>

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/app/page_size.h"
#include "coordinator/app/references.h"
#include "coordinator/app/translate_names.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {
namespace {

using google::protobuf::util::TimeUtil;

StatusOr<storage::ArtifactFilter> ReadArtifactFilter(sqlite::Connection& connection,
                                                     const v1::ListArtifactsRequest& request) {
  storage::ArtifactFilter filter;
  if (!request.sweep_id().empty()) {
    SRNET_ASSIGN_OR_RETURN(filter.sweep, storage::ResolveSweep(connection, request.sweep_id()));
  }
  if (!request.stage_key().empty()) {
    SRNET_ASSIGN_OR_RETURN(filter.stage, storage::ResolveStage(connection, request.stage_key()));
  }
  if (!request.sha256().empty()) {
    SRNET_ASSIGN_OR_RETURN(filter.digest, Digest::Parse(request.sha256()));
  }
  return filter;
}

void Show(const storage::StoredArtifact& artifact, v1::Artifact& shown) {
  shown.set_sha256(artifact.digest.ToHex());
  shown.set_bytes(artifact.bytes);
  const bool is_folder = artifact.kind == storage::ArtifactKind::kTree;
  shown.set_kind(is_folder ? v1::Artifact::KIND_TREE : v1::Artifact::KIND_BLOB);
  *shown.mutable_create_time() =
      TimeUtil::MillisecondsToTimestamp(artifact.created.time_since_epoch().count());
  ShowReferrers(artifact.referrers, *shown.mutable_referrers());
}

StatusOr<v1::ListArtifactsResponse> ReadReferenced(Store& store, const v1::ListArtifactsRequest& request,
                                                   std::int32_t size) {
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::ArtifactFilter filter, ReadArtifactFilter(*reader, request));
  SRNET_ASSIGN_OR_RETURN(const storage::ArtifactPage page,
                         storage::ListArtifacts(*reader, filter, size, request.page_token()));
  SRNET_ASSIGN_OR_RETURN(const storage::ArtifactTotals totals, storage::CountArtifacts(*reader, filter));
  v1::ListArtifactsResponse response;
  for (const storage::StoredArtifact& artifact : page.artifacts) Show(artifact, *response.add_artifacts());
  response.set_next_page_token(page.next_page);
  response.set_total_artifacts(totals.artifacts);
  response.set_total_bytes(totals.bytes);
  return response;
}

void Show(const artifacts::StoredBlob& blob, v1::Artifact& shown) {
  shown.set_sha256(blob.digest.ToHex());
  shown.set_bytes(blob.bytes);
  shown.set_kind(v1::Artifact::KIND_BLOB);
  const auto renewed =
      std::chrono::floor<std::chrono::milliseconds>(std::chrono::file_clock::to_sys(blob.renewed));
  *shown.mutable_create_time() = TimeUtil::MillisecondsToTimestamp(renewed.time_since_epoch().count());
}

// The page token is the last digest of the page before.
StatusOr<v1::ListArtifactsResponse> ReadUnreferenced(Store& store, const v1::ListArtifactsRequest& request,
                                                     std::int32_t size) {
  Digest after;
  if (!request.page_token().empty()) {
    SRNET_ASSIGN_OR_RETURN(after, Digest::Parse(request.page_token()));
  }
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const auto referenced, storage::ReadArtifactDigests(*reader));
  SRNET_ASSIGN_OR_RETURN(
      const std::vector<artifacts::StoredBlob> blobs,
      FindUnreferenced(store.artifacts(), ResolveReferences(store.artifacts(), referenced)));
  v1::ListArtifactsResponse response;
  response.set_total_artifacts(static_cast<std::int64_t>(blobs.size()));
  for (const artifacts::StoredBlob& blob : blobs) {
    response.set_total_bytes(response.total_bytes() + blob.bytes);
    if (blob.digest <= after || response.artifacts_size() == size) continue;
    Show(blob, *response.add_artifacts());
    if (response.artifacts_size() == size) response.set_next_page_token(blob.digest.ToHex());
  }
  return response;
}

void ShowReferrer(const storage::ProducingStage& stage, v1::ArtifactReferrer& shown) {
  shown.set_stage_key(stage.key.digest.ToHex());
  shown.set_stage_kind(stage.kind);
  shown.set_product(stage.product);
  for (const storage::SweepId& sweep : stage.sweeps) shown.add_sweep_ids(sweep.value);
}

void ShowReferrer(const storage::LoggingAttempt& attempt, v1::ArtifactReferrer& shown) {
  shown.set_stage_key(attempt.key.digest.ToHex());
  shown.set_stage_kind(attempt.kind);
  shown.set_logged_attempt(static_cast<std::int32_t>(attempt.number));
  for (const storage::SweepId& sweep : attempt.sweeps) shown.add_sweep_ids(sweep.value);
}

void ShowReferrer(const storage::NamingEntry& entry, v1::ArtifactReferrer& shown) {
  shown.set_entry_kind(ToProto(entry.kind));
  shown.set_entry_name(entry.name);
}

}  // namespace

StatusOr<v1::ListArtifactsResponse> ReadArtifactList(Store& store, const v1::ListArtifactsRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const std::int32_t size, PageSize(request.page_size(), 100, 1000));
  if (!request.unreferenced()) return ReadReferenced(store, request, size);
  if (request.sweep_id().empty() && request.stage_key().empty() && request.sha256().empty())
    return ReadUnreferenced(store, request, size);
  return InvalidArgument("what nothing refers to is of no sweep or stage: ask for it alone");
}

void ShowReferrers(std::span<const storage::Referrer> referrers,
                   google::protobuf::RepeatedPtrField<v1::ArtifactReferrer>& shown) {
  for (const storage::Referrer& referrer : referrers)
    std::visit([&](const auto& which) { ShowReferrer(which, *shown.Add()); }, referrer);
}

}  // namespace srnet::app
