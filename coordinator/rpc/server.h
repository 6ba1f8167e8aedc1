// The gRPC server: listeners, limits, health and reflection.
//
// Start fails with INVALID_ARGUMENT (an address), FAILED_PRECONDITION (plain text beyond this machine without
// `insecure_plaintext`), ALREADY_EXISTS (the port or socket is in use) or UNAVAILABLE (it cannot be bound;
// the message has the reason). The server is healthy from the start; it must be shut down, once, by the
// thread that owns it.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/status/status.h"

namespace grpc {
class Service;
}

namespace srnet::rpc {

struct ServerOptions {
  std::vector<std::string> listen;  // As in listen_address.h. At least one.
  bool insecure_plaintext = false;
};

class Server {
 public:
  static StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                 std::vector<std::unique_ptr<grpc::Service>> services);
  ~Server();

  // What clients dial, in the order of the options, with the ports that were bound.
  const std::vector<std::string>& addresses() const;

  // What the health service answers.
  void SetHealthy(bool healthy);

  // Returns when no call is left; calls still open after `grace` are cancelled.
  void Shutdown(std::chrono::milliseconds grace);

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace srnet::rpc
