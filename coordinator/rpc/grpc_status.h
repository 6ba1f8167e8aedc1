// Our statuses as gRPC sends them. The codes are the same; the message is cut to what fits into a response's
// headers at their default limit. Any thread.
#pragma once

#include <grpcpp/support/status.h>

#include "common/status/status.h"

namespace srnet::rpc {

grpc::Status ToGrpc(const Status& status);

}  // namespace srnet::rpc
