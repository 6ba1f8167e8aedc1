// What a worker needs to run a stage, read from the storage: the stage and where the bytes of its inputs are.
#pragma once

#include <memory>

#include "common/status/status.h"
#include "coordinator/app/live_state.h"
#include "storage/artifacts/artifact_store.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/ids.h"

namespace srnet::app {

// NOT_FOUND: no such stage. FAILED_PRECONDITION, and nothing else so: what the stage reads is not there (an
// input is not done, a source was never imported, or its bytes are gone). The rest is trouble of the store.
StatusOr<std::shared_ptr<const Grant>> LoadGrant(sqlite::Connection& connection,
                                                 const artifacts::ArtifactStore& artifacts,
                                                 storage::StageId stage);

}  // namespace srnet::app
