// Where the coordinator listens, as people write it: "unix:PATH" or "HOST:PORT". Pure.
#pragma once

#include <string>
#include <string_view>

#include "common/status/status.h"

namespace srnet::rpc {

struct ListenAddress {
  bool unix_socket = false;
  std::string host;  // Of host:port, without brackets.
  std::string port;
  std::string path;  // Of a Unix socket.

  // As gRPC takes it and as clients dial it; `bound_port` in place of a port 0.
  std::string ToString(int bound_port) const;

  // Nobody outside this machine can reach it.
  bool IsLocal() const;
};

// "localhost" is 127.0.0.1, so that one port means one socket. INVALID_ARGUMENT says what is accepted.
StatusOr<ListenAddress> ParseListenAddress(std::string_view text);

}  // namespace srnet::rpc
