// What early stopping would have done to a sweep: read by a snapshot of the store, decided by
// coordinator/stopping. Blocks on the database.
#pragma once

#include "common/status/status.h"
#include "coordinator/app/store.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::app {

// The codes are those that srnet/v1/result_service.proto documents.
StatusOr<v1::ReplayStoppingResponse> ReadStoppingReplay(Store& store,
                                                        const v1::ReplayStoppingRequest& request);

}  // namespace srnet::app
