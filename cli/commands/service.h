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

  // Makes sure that work gets done: in an embedded service without a worker that takes work, one is started.
  // `threads_per_slot` 0: each slot has an equal share of the cores.
  Status EnsureWorker(int slots, int threads_per_slot = 0);

  const Connection& connection() const { return connection_; }
  // Whether the coordinator is a child of this program, so that nothing goes on after it has ended.
  bool ends_with_us() const { return embedded_ && embedded_->owns_coordinator(); }
  // Whether the coordinator was a child of another program and has ended with it.
  bool is_orphaned() const { return embedded_ && embedded_->is_orphaned(); }
  // Puts this program in the place of the one that has ended, with a coordinator and a worker; or connects to
  // whoever has done so first. UNAVAILABLE while the state folder is still in use.
  Status TakeOver(const Context& context, int slots);
  // UNAVAILABLE with the end of its log if a process of the embedded service has died.
  Status CheckRunning() const;

 private:
  Service() = default;

  std::optional<EmbeddedService> embedded_;  // Before the connection: it ends last.
  Connection connection_;
};

}  // namespace srnet::cli
