#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/source_stream.h"
#include "coordinator/rpc/unary.h"
#include "coordinator/rpc/upload_stream.h"

#include "srnet/v1/artifact_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class ArtifactService final : public v1::ArtifactService::CallbackService {
 public:
  ArtifactService(CallPolicy policy, ArtifactHandler& handler)
      : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerUnaryReactor* Stat(grpc::CallbackServerContext* context, const v1::StatRequest* request,
                                 v1::StatResponse* response) override {
    return RunUnary(policy_, "ArtifactService/Stat", context, request, response,
                    [this](const auto& copy, auto reply) { reply(handler_.Stat(copy)); });
  }

  grpc::ServerReadReactor<v1::UploadRequest>* Upload(grpc::CallbackServerContext* /*context*/,
                                                     v1::UploadResponse* response) override {
    return UploadStream::Start(policy_, handler_, response);
  }

  grpc::ServerWriteReactor<v1::DownloadResponse>* Download(grpc::CallbackServerContext* /*context*/,
                                                           const v1::DownloadRequest* request) override {
    return SourceStream<v1::DownloadResponse>::Start(
        policy_, "ArtifactService/Download",
        [this, copy = *request] { return InPieces<v1::DownloadResponse>(handler_.Open(copy)); });
  }

  grpc::ServerUnaryReactor* ListArtifacts(grpc::CallbackServerContext* context,
                                          const v1::ListArtifactsRequest* request,
                                          v1::ListArtifactsResponse* response) override {
    return RunUnary(policy_, "ArtifactService/ListArtifacts", context, request, response,
                    [this](const auto& copy, auto reply) { reply(handler_.ListArtifacts(copy)); });
  }

  grpc::ServerWriteReactor<v1::VerifyArtifactsResponse>* VerifyArtifacts(
      grpc::CallbackServerContext* /*context*/, const v1::VerifyArtifactsRequest* request) override {
    return SourceStream<v1::VerifyArtifactsResponse>::Start(
        policy_, "ArtifactService/VerifyArtifacts",
        [this, copy = *request] { return handler_.VerifyArtifacts(copy); });
  }

  grpc::ServerUnaryReactor* CollectGarbage(grpc::CallbackServerContext* context,
                                           const v1::CollectGarbageRequest* request,
                                           v1::CollectGarbageResponse* response) override {
    return RunUnary(
        policy_, "ArtifactService/CollectGarbage", context, request, response,
        [this](auto copy, auto reply) { handler_.CollectGarbage(std::move(copy), std::move(reply)); });
  }

 private:
  const CallPolicy policy_;
  ArtifactHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeArtifactService(CallPolicy policy, ArtifactHandler& handler) {
  return std::make_unique<ArtifactService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
