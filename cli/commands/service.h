// The service a command talks to: a remote coordinator, or one of its own over the state folder.
#pragma once

#include <optional>

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "cli/embedded/embedded_service.h"
#include "common/status/status.h"

namespace srnet::cli {

class Service {
 public:
  // Connects to --server, or to the coordinator of the state folder, which is started if none listens there.
  static StatusOr<Service> Open(const Context& context);

  // Makes sure that work gets done: in an embedded service without a connected worker, one is started.
  Status EnsureWorker(int slots);

  const Connection& connection() const { return connection_; }
  // Whether nothing goes on after this program has ended.
  bool ends_with_us() const { return embedded_ && embedded_->owns_coordinator(); }
  // UNAVAILABLE with the end of its log if a process of the embedded service has died.
  Status CheckRunning() const;

 private:
  Service() = default;

  std::optional<EmbeddedService> embedded_;  // Before the connection: it ends last.
  Connection connection_;
};

}  // namespace srnet::cli
