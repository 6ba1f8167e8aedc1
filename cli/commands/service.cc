#include "cli/commands/service.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace srnet::cli {
namespace {

constexpr std::chrono::seconds kConnectPatience{10};

}  // namespace

StatusOr<Service> Service::Open(const Context& context) {
  Service service;
  std::string address = context.options.server;
  if (address.empty()) {
    SRNET_ASSIGN_OR_RETURN(EmbeddedService embedded, EmbeddedService::Open(context.options.state));
    address = embedded.address();
    service.embedded_.emplace(std::move(embedded));
  }
  SRNET_ASSIGN_OR_RETURN(service.connection_, Connect(address, kConnectPatience));
  return service;
}

Status Service::EnsureWorker(int slots, int threads_per_slot) {
  if (!embedded_) return absl::OkStatus();
  v1::ListWorkersResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection_.workers, &v1::WorkerAdminService::Stub::ListWorkers,
                             v1::ListWorkersRequest(), &response));
  const bool connected =
      std::any_of(response.workers().begin(), response.workers().end(), [](const v1::Worker& worker) {
        return worker.connected() && !worker.draining() && !worker.quarantined();
      });
  return connected ? absl::OkStatus() : embedded_->StartWorker(slots, threads_per_slot);
}

Status Service::TakeOver(const Context& context, int slots) {
  SRNET_ASSIGN_OR_RETURN(EmbeddedService embedded, EmbeddedService::Open(context.options.state));
  SRNET_ASSIGN_OR_RETURN(connection_, Connect(embedded.address(), kConnectPatience));
  embedded_.emplace(std::move(embedded));
  return ends_with_us() ? EnsureWorker(slots) : absl::OkStatus();
}

Status Service::CheckRunning() const { return embedded_ ? embedded_->CheckRunning() : absl::OkStatus(); }

}  // namespace srnet::cli
