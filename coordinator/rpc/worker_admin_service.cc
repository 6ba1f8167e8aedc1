#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/unary.h"

#include "srnet/v1/worker_admin_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class WorkerAdminService final : public v1::WorkerAdminService::CallbackService {
 public:
  WorkerAdminService(CallPolicy policy, WorkerAdminHandler& handler)
      : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerUnaryReactor* ListWorkers(grpc::CallbackServerContext* context,
                                        const v1::ListWorkersRequest* request,
                                        v1::ListWorkersResponse* response) override {
    return RunUnary(
        policy_, "WorkerAdminService/ListWorkers", context, request, response,
        [this](auto copy, auto reply) { handler_.ListWorkers(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Drain(grpc::CallbackServerContext* context, const v1::DrainRequest* request,
                                  v1::DrainResponse* response) override {
    return RunUnary(policy_, "WorkerAdminService/Drain", context, request, response,
                    [this](auto copy, auto reply) { handler_.Drain(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Quarantine(grpc::CallbackServerContext* context,
                                       const v1::QuarantineRequest* request,
                                       v1::QuarantineResponse* response) override {
    return RunUnary(
        policy_, "WorkerAdminService/Quarantine", context, request, response,
        [this](auto copy, auto reply) { handler_.Quarantine(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Resume(grpc::CallbackServerContext* context, const v1::ResumeRequest* request,
                                   v1::ResumeResponse* response) override {
    return RunUnary(policy_, "WorkerAdminService/Resume", context, request, response,
                    [this](auto copy, auto reply) { handler_.Resume(std::move(copy), std::move(reply)); });
  }

 private:
  const CallPolicy policy_;
  WorkerAdminHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeWorkerAdminService(CallPolicy policy, WorkerAdminHandler& handler) {
  return std::make_unique<WorkerAdminService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
