// A channel to a coordinator and the stubs of its services. Calls block. Any thread.
#pragma once

#include <grpcpp/channel.h>

#include <chrono>
#include <memory>
#include <string>

#include "common/status/status.h"

#include "srnet/v1/artifact_service.grpc.pb.h"
#include "srnet/v1/result_service.grpc.pb.h"
#include "srnet/v1/sweep_service.grpc.pb.h"
#include "srnet/v1/worker_admin_service.grpc.pb.h"

namespace srnet::cli {

struct Connection {
  std::string address;
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::SweepService::Stub> sweeps;
  std::unique_ptr<v1::ResultService::Stub> results;
  std::unique_ptr<v1::ArtifactService::Stub> artifacts;
  std::unique_ptr<v1::CatalogueService::Stub> catalogue;
  std::unique_ptr<v1::WorkerAdminService::Stub> workers;
};

// Waits until the coordinator answers. UNAVAILABLE: nobody does within `patience`.
StatusOr<Connection> Connect(const std::string& address, std::chrono::milliseconds patience);

// One unary call: Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &response). Fails with
// what the coordinator answers, DEADLINE_EXCEEDED after a minute.
template <typename Stub, typename Request, typename Response>
Status Call(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
            const Request& request, Response* response);

}  // namespace srnet::cli

#include "cli/client/grpc_status.h"

template <typename Stub, typename Request, typename Response>
srnet::Status srnet::cli::Call(Stub& stub,
                               grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                               const Request& request, Response* response) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  return FromGrpc((stub.*method)(&context, request, response));
}
