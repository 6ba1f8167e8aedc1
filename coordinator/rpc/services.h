// The services of srnet.v1 over gRPC's callback API: each call goes to a handler, where its policy says.
// Handlers must outlive the server that the services are registered with.
#pragma once

#include <memory>

#include "coordinator/rpc/artifact_handler.h"
#include "coordinator/rpc/call_policy.h"
#include "coordinator/rpc/result_handler.h"
#include "coordinator/rpc/session_stream.h"
#include "coordinator/rpc/sweep_handler.h"
#include "coordinator/rpc/worker_admin_handler.h"

namespace grpc {
class Service;
}

namespace srnet::rpc {

// The policies of the first three run on the control loop, those of the others where blocking is allowed.
std::unique_ptr<grpc::Service> MakeSweepService(CallPolicy policy, SweepHandler& handler);
std::unique_ptr<grpc::Service> MakeWorkerService(CallPolicy policy, SessionHandler& handler);
std::unique_ptr<grpc::Service> MakeWorkerAdminService(CallPolicy policy, WorkerAdminHandler& handler);
std::unique_ptr<grpc::Service> MakeResultService(CallPolicy policy, ResultHandler& handler);
std::unique_ptr<grpc::Service> MakeArtifactService(CallPolicy policy, ArtifactHandler& handler);
std::unique_ptr<grpc::Service> MakeCatalogueService(CallPolicy policy, CatalogueHandler& handler);

}  // namespace srnet::rpc
