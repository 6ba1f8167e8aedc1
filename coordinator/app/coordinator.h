// A whole coordinator: store, loops, services and servers, started in order and stopped in the opposite one.
//
//   threads   control (all live state), the store's writer, a pool (reads, artifacts), admin HTTP, gRPC's own
//   start     lock and open the store -> recover -> serve gRPC -> serve HTTP
//   stop      not ready -> end watches and sessions -> no more calls -> drain pool, writer and loop
//
// Start fails with what Store::Open, Recover, rpc::Server::Start and admin::HttpServer::Start fail with, and
// leaves nothing running. Start and Stop belong to one thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "coordinator/app/clock.h"
#include "coordinator/core/settings.h"
#include "coordinator/rpc/server.h"

namespace srnet::app {

struct CoordinatorOptions {
  std::filesystem::path state;
  rpc::ServerOptions server;
  std::string admin;  // HOST:PORT, empty: no HTTP.
  std::chrono::milliseconds lease{30'000};
  std::chrono::milliseconds report_interval{2'000};
  core::OwnerNumbers weights{};  // core::Settings says what both mean.
  core::OwnerNumbers quotas{};
  std::int64_t disk_reserve = 0;                    // Bytes that artifacts leave free for the database.
  std::chrono::milliseconds shutdown_grace{2'000};  // For calls under way when it is stopped.
  Clock clock;
};

class Coordinator {
 public:
  static StatusOr<std::unique_ptr<Coordinator>> Start(CoordinatorOptions options);
  ~Coordinator();  // Stops.

  const std::vector<std::string>& addresses() const;
  std::string admin_address() const;  // Empty without HTTP.

  // Lets leases run out and backoffs end by the injected clock now, not only once a second.
  void Tick();

  void Stop();

 private:
  struct Impl;
  explicit Coordinator(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

// "0.1.0"
std::string_view ProgramVersion();

}  // namespace srnet::app
