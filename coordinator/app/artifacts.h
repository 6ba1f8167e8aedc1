// The artifact and catalogue services, over the store. Runs on the pool and blocks on files there.
#pragma once

#include <atomic>
#include <memory>

#include "coordinator/app/one_at_a_time.h"
#include "coordinator/app/shell.h"
#include "coordinator/rpc/artifact_handler.h"

namespace srnet::app {

class Artifacts final : public rpc::ArtifactHandler {
 public:
  explicit Artifacts(const Shell& shell) : shell_(shell) {}

  StatusOr<v1::StatResponse> Stat(const v1::StatRequest& request) override;
  StatusOr<std::unique_ptr<rpc::ByteSink>> BeginUpload(const v1::UploadRequest::Header& header) override;
  StatusOr<std::unique_ptr<rpc::ByteSource>> Open(const v1::DownloadRequest& request) override;
  StatusOr<v1::ListArtifactsResponse> ListArtifacts(const v1::ListArtifactsRequest& request) override;
  StatusOr<std::unique_ptr<rpc::MessageSource<v1::VerifyArtifactsResponse>>> VerifyArtifacts(
      const v1::VerifyArtifactsRequest& request) override;
  void CollectGarbage(v1::CollectGarbageRequest request,
                      rpc::Reply<v1::CollectGarbageResponse> reply) override;

  // Makes verifications and collections end soon, so that nobody who stops the program waits for them. Any
  // thread.
  void Close() { closing_ = true; }

 private:
  const Shell& shell_;
  std::atomic<bool> closing_ = false;
  OneAtATime verifying_;
  OneAtATime collecting_;
};

class Catalogue final : public rpc::CatalogueHandler {
 public:
  explicit Catalogue(const Shell& shell) : shell_(shell) {}

  void RegisterEntry(v1::RegisterEntryRequest request, rpc::Reply<v1::RegisterEntryResponse> reply) override;
  void ListEntries(v1::ListEntriesRequest request, rpc::Reply<v1::ListEntriesResponse> reply) override;

 private:
  const Shell& shell_;
};

}  // namespace srnet::app
