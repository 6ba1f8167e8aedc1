#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/session_reactor.h"

#include "srnet/v1/worker_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class WorkerService final : public v1::WorkerService::CallbackService {
 public:
  WorkerService(CallPolicy policy, SessionHandler& handler) : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerBidiReactor<v1::SessionRequest, v1::SessionResponse>* Session(
      grpc::CallbackServerContext* /*context*/) override {
    return SessionReactor::Start(policy_, handler_);
  }

 private:
  const CallPolicy policy_;
  SessionHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkerService(CallPolicy policy, SessionHandler& handler) {
  return std::make_unique<WorkerService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
