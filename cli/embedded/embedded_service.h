// The whole service over one folder, for one machine: a coordinator and a worker that live as long as this
// program.
//
//   FOLDER/coordinator.sock   where the coordinator listens
//   FOLDER/coordinator.log    what it and ...
//   FOLDER/worker.log         ... the worker have to say
//   FOLDER/worker/            the worker's own state
//
// When a coordinator listens there already, it is used, and ends with the program that started it. Lives on
// the thread that made it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cli/embedded/child_process.h"
#include "common/status/status.h"

namespace srnet::cli {

class EmbeddedService {
 public:
  // Returns once the coordinator answers. INVALID_ARGUMENT: the path is too long for a socket; NOT_FOUND: a
  // program is missing; UNAVAILABLE with the end of its log: it could not start.
  static StatusOr<EmbeddedService> Open(const std::filesystem::path& folder);
  EmbeddedService(EmbeddedService&&) = default;
  ~EmbeddedService();  // Stops the worker, then the coordinator, in order.

  // Starts a worker with so many slots and returns once it is connected. `threads_per_slot` 0: each slot has
  // an equal share of the cores.
  Status StartWorker(int slots, int threads_per_slot);

  const std::string& address() const { return address_; }
  // Whether the coordinator ends with this program.
  bool owns_coordinator() const { return coordinator_.has_value(); }
  // Whether the coordinator was another program's and has ended with it. Open may then start one.
  bool is_orphaned() const;
  // OK while the processes that were started run; else UNAVAILABLE with the end of the log of the one that
  // does not.
  Status CheckRunning() const;

 private:
  EmbeddedService() = default;

  std::filesystem::path folder_;
  std::string address_;
  std::optional<ChildProcess> coordinator_;
  std::optional<ChildProcess> worker_;
};

}  // namespace srnet::cli
