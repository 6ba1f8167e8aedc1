// Our statuses as gRPC sends them. The codes are the same; violations (common/status/violations.h) become the
// details google.rpc.BadRequest. Message and details are cut to what fits into a response's headers at their
// default limit. Any thread.
#pragma once

#include <grpcpp/support/status.h>

#include "common/status/status.h"

namespace srnet::rpc {

grpc::Status ToGrpc(const Status& status);

}  // namespace srnet::rpc
