// Why an address cannot be listened on: gRPC itself only says that it failed.
#pragma once

#include "common/status/status.h"
#include "coordinator/rpc/listen_address.h"

namespace srnet::rpc {

// ALREADY_EXISTS when somebody answers on a Unix socket: binding it again would silently take it away from
// them. A file left by a process that died is no obstacle, anything else at the path is FAILED_PRECONDITION.
Status CheckUnixSocketFree(const ListenAddress& address);

// Tries to bind, and says what the system says. UNAVAILABLE "unknown reason" when it works now.
Status DiagnoseBind(const ListenAddress& address);

}  // namespace srnet::rpc
