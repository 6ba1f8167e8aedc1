// The receiving end of ArtifactService.Upload.
//
// The chain is: read, hand the piece to the sink on the pool, read the next. Only one link is ever active: no
// lock, one message in memory, and a slow disk slows the sender down.
#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>

#include "coordinator/rpc/artifact_handler.h"
#include "coordinator/rpc/byte_sink.h"
#include "coordinator/rpc/call_policy.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::rpc {

class UploadStream final : public grpc::ServerReadReactor<v1::UploadRequest> {
 public:
  // Owns itself until the call is over.
  static UploadStream* Start(const CallPolicy& policy, ArtifactHandler& handler,
                             v1::UploadResponse* response);

  void OnReadDone(bool ok) override;
  void OnDone() override;

 private:
  UploadStream(const CallPolicy& policy, ArtifactHandler& handler, v1::UploadResponse* response);

  Status Handle();
  Status FinishSink();
  void End(const Status& status);

  const CallPolicy policy_;
  const std::chrono::steady_clock::time_point started_;
  ArtifactHandler& handler_;
  v1::UploadResponse* const response_;
  v1::UploadRequest request_;
  std::unique_ptr<ByteSink> sink_;  // Null until the header has come.
};

}  // namespace srnet::rpc
