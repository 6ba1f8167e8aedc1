#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/source_stream.h"
#include "coordinator/rpc/unary.h"

#include "srnet/v1/result_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class ResultService final : public v1::ResultService::CallbackService {
 public:
  ResultService(CallPolicy policy, ResultHandler& handler) : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerUnaryReactor* QueryResults(grpc::CallbackServerContext* context,
                                         const v1::QueryResultsRequest* request,
                                         v1::QueryResultsResponse* response) override {
    return RunUnary(
        policy_, "ResultService/QueryResults", context, request, response,
        [this](auto copy, auto reply) { handler_.QueryResults(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Aggregate(grpc::CallbackServerContext* context,
                                      const v1::AggregateRequest* request,
                                      v1::AggregateResponse* response) override {
    return RunUnary(policy_, "ResultService/Aggregate", context, request, response,
                    [this](auto copy, auto reply) { handler_.Aggregate(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Compare(grpc::CallbackServerContext* context, const v1::CompareRequest* request,
                                    v1::CompareResponse* response) override {
    return RunUnary(policy_, "ResultService/Compare", context, request, response,
                    [this](auto copy, auto reply) { handler_.Compare(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* GetCurve(grpc::CallbackServerContext* context, const v1::GetCurveRequest* request,
                                     v1::GetCurveResponse* response) override {
    return RunUnary(policy_, "ResultService/GetCurve", context, request, response,
                    [this](auto copy, auto reply) { handler_.GetCurve(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* GetLog(grpc::CallbackServerContext* context, const v1::GetLogRequest* request,
                                   v1::GetLogResponse* response) override {
    return RunUnary(policy_, "ResultService/GetLog", context, request, response,
                    [this](auto copy, auto reply) { handler_.GetLog(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* GetLineage(grpc::CallbackServerContext* context,
                                       const v1::GetLineageRequest* request,
                                       v1::GetLineageResponse* response) override {
    return RunUnary(
        policy_, "ResultService/GetLineage", context, request, response,
        [this](auto copy, auto reply) { handler_.GetLineage(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* ReplayStopping(grpc::CallbackServerContext* context,
                                           const v1::ReplayStoppingRequest* request,
                                           v1::ReplayStoppingResponse* response) override {
    return RunUnary(
        policy_, "ResultService/ReplayStopping", context, request, response,
        [this](auto copy, auto reply) { handler_.ReplayStopping(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* Figure(grpc::CallbackServerContext* context, const v1::FigureRequest* request,
                                   v1::FigureResponse* response) override {
    return RunUnary(policy_, "ResultService/Figure", context, request, response,
                    [this](auto copy, auto reply) { handler_.Figure(std::move(copy), std::move(reply)); });
  }

  grpc::ServerWriteReactor<v1::ExportResultsResponse>* ExportResults(
      grpc::CallbackServerContext* /*context*/, const v1::ExportResultsRequest* request) override {
    return SourceStream<v1::ExportResultsResponse>::Start(
        policy_, "ResultService/ExportResults", [this, copy = *request] {
          return InPieces<v1::ExportResultsResponse>(handler_.ExportResults(copy));
        });
  }

 private:
  const CallPolicy policy_;
  ResultHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeResultService(CallPolicy policy, ResultHandler& handler) {
  return std::make_unique<ResultService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
