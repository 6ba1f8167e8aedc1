#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/unary.h"
#include "coordinator/rpc/watch_reactor.h"

#include "srnet/v1/sweep_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class SweepService final : public v1::SweepService::CallbackService {
 public:
  SweepService(CallPolicy policy, SweepHandler& handler) : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerUnaryReactor* Plan(grpc::CallbackServerContext* context, const v1::PlanRequest* request,
                                 v1::PlanResponse* response) override {
    return RunUnary(policy_, "SweepService/Plan", context, request, response,
                    [this](auto copy, auto reply) { handler_.Plan(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* SubmitSweep(grpc::CallbackServerContext* context,
                                        const v1::SubmitSweepRequest* request,
                                        v1::SubmitSweepResponse* response) override {
    return RunUnary(
        policy_, "SweepService/SubmitSweep", context, request, response,
        [this](auto copy, auto reply) { handler_.SubmitSweep(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* SubmitStages(grpc::CallbackServerContext* context,
                                         const v1::SubmitStagesRequest* request,
                                         v1::SubmitStagesResponse* response) override {
    return RunUnary(
        policy_, "SweepService/SubmitStages", context, request, response,
        [this](auto copy, auto reply) { handler_.SubmitStages(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* GetSweep(grpc::CallbackServerContext* context, const v1::GetSweepRequest* request,
                                     v1::GetSweepResponse* response) override {
    return RunUnary(policy_, "SweepService/GetSweep", context, request, response,
                    [this](auto copy, auto reply) { handler_.GetSweep(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* ListSweeps(grpc::CallbackServerContext* context,
                                       const v1::ListSweepsRequest* request,
                                       v1::ListSweepsResponse* response) override {
    return RunUnary(
        policy_, "SweepService/ListSweeps", context, request, response,
        [this](auto copy, auto reply) { handler_.ListSweeps(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* UpdateSweep(grpc::CallbackServerContext* context,
                                        const v1::UpdateSweepRequest* request,
                                        v1::UpdateSweepResponse* response) override {
    return RunUnary(
        policy_, "SweepService/UpdateSweep", context, request, response,
        [this](auto copy, auto reply) { handler_.UpdateSweep(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* CancelSweep(grpc::CallbackServerContext* context,
                                        const v1::CancelSweepRequest* request,
                                        v1::CancelSweepResponse* response) override {
    return RunUnary(
        policy_, "SweepService/CancelSweep", context, request, response,
        [this](auto copy, auto reply) { handler_.CancelSweep(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* RetryFailed(grpc::CallbackServerContext* context,
                                        const v1::RetryFailedRequest* request,
                                        v1::RetryFailedResponse* response) override {
    return RunUnary(
        policy_, "SweepService/RetryFailed", context, request, response,
        [this](auto copy, auto reply) { handler_.RetryFailed(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Explain(grpc::CallbackServerContext* context, const v1::ExplainRequest* request,
                                    v1::ExplainResponse* response) override {
    return RunUnary(policy_, "SweepService/Explain", context, request, response,
                    [this](auto copy, auto reply) { handler_.Explain(std::move(copy), std::move(reply)); });
  }

  grpc::ServerWriteReactor<v1::WatchSweepResponse>* WatchSweep(
      grpc::CallbackServerContext* /*context*/, const v1::WatchSweepRequest* request) override {
    return WatchReactor::Start(policy_, [this, copy = *request](std::shared_ptr<WatchStream> stream) {
      handler_.WatchSweep(copy, std::move(stream));
    });
  }

 private:
  const CallPolicy policy_;
  SweepHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeSweepService(CallPolicy policy, SweepHandler& handler) {
  return std::make_unique<SweepService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
