// What is stored, as it is listed. Reads of the database, and for what nothing refers to also of files; any
// thread that may block.
#pragma once

#include <span>

#include "common/status/status.h"
#include "coordinator/app/store.h"
#include "storage/stores/stored_artifacts.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::app {

// The codes of ArtifactService.ListArtifacts.
StatusOr<v1::ListArtifactsResponse> ReadArtifactList(Store& store, const v1::ListArtifactsRequest& request);

// Adds them, in their order.
void ShowReferrers(std::span<const storage::Referrer> referrers,
                   google::protobuf::RepeatedPtrField<v1::ArtifactReferrer>& shown);

}  // namespace srnet::app
