// What the artifact and catalogue services are made of. Runs on the pool; may block on files.
#pragma once

#include <memory>

#include "coordinator/rpc/byte_sink.h"
#include "coordinator/rpc/byte_source.h"
#include "coordinator/rpc/message_source.h"
#include "coordinator/rpc/reply.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::rpc {

class ArtifactHandler {
 public:
  virtual ~ArtifactHandler() = default;
  virtual StatusOr<v1::StatResponse> Stat(const v1::StatRequest& request) = 0;
  virtual StatusOr<std::unique_ptr<ByteSink>> BeginUpload(const v1::UploadRequest::Header& header) = 0;
  virtual StatusOr<std::unique_ptr<ByteSource>> Open(const v1::DownloadRequest& request) = 0;
  virtual StatusOr<v1::ListArtifactsResponse> ListArtifacts(const v1::ListArtifactsRequest& request) = 0;
  virtual StatusOr<std::unique_ptr<MessageSource<v1::VerifyArtifactsResponse>>> VerifyArtifacts(
      const v1::VerifyArtifactsRequest& request) = 0;
  virtual void CollectGarbage(v1::CollectGarbageRequest request, Reply<v1::CollectGarbageResponse> reply) = 0;
};

class CatalogueHandler {
 public:
  virtual ~CatalogueHandler() = default;
  virtual void RegisterEntry(v1::RegisterEntryRequest request, Reply<v1::RegisterEntryResponse> reply) = 0;
  virtual void ListEntries(v1::ListEntriesRequest request, Reply<v1::ListEntriesResponse> reply) = 0;
};

}  // namespace srnet::rpc
