#include <grpcpp/grpcpp.h>

#include <memory>
#include <utility>

#include "coordinator/rpc/services.h"
#include "coordinator/rpc/unary.h"

#include "srnet/v1/artifact_service.grpc.pb.h"

namespace srnet::rpc {
namespace {

class CatalogueService final : public v1::CatalogueService::CallbackService {
 public:
  CatalogueService(CallPolicy policy, CatalogueHandler& handler)
      : policy_(std::move(policy)), handler_(handler) {}

  grpc::ServerUnaryReactor* RegisterEntry(grpc::CallbackServerContext* context,
                                          const v1::RegisterEntryRequest* request,
                                          v1::RegisterEntryResponse* response) override {
    return RunUnary(
        policy_, "CatalogueService/RegisterEntry", context, request, response,
        [this](auto copy, auto reply) { handler_.RegisterEntry(std::move(copy), std::move(reply)); });
  }

  grpc::ServerUnaryReactor* ListEntries(grpc::CallbackServerContext* context,
                                        const v1::ListEntriesRequest* request,
                                        v1::ListEntriesResponse* response) override {
    return RunUnary(
        policy_, "CatalogueService/ListEntries", context, request, response,
        [this](auto copy, auto reply) { handler_.ListEntries(std::move(copy), std::move(reply)); });
  }

 private:
  const CallPolicy policy_;
  CatalogueHandler& handler_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCatalogueService(CallPolicy policy, CatalogueHandler& handler) {
  return std::make_unique<CatalogueService>(std::move(policy), handler);
}

}  // namespace srnet::rpc
