// Which results a caller asks for, in the words of the storage.
#pragma once

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/result_query.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::app {

// Without groups, and unless all are asked for, whole sets only. NOT_FOUND and INVALID_ARGUMENT as
// storage::ResolveSweep and results::ParseFilter.
StatusOr<storage::ResultFilter> ReadFilter(sqlite::Connection& connection, const v1::ResultFilter& filter);

}  // namespace srnet::app
