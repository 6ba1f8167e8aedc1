// The guard of everything that a worker reports. Internal to storage/stores.
#pragma once

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

// OK when (stage, token) is the live attempt. ALREADY_EXISTS when it is the accepted one, else
// FAILED_PRECONDITION.
Status RequireLiveAttempt(sqlite::Connection& connection, StageId stage, Token token);

}  // namespace srnet::storage
