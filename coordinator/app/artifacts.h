// The artifact and catalogue services, over the store. Runs on the pool and blocks on files there.
#pragma once

#include <memory>

#include "coordinator/app/shell.h"
#include "coordinator/rpc/artifact_handler.h"

namespace srnet::app {

class Artifacts final : public rpc::ArtifactHandler {
 public:
  explicit Artifacts(const Shell& shell) : shell_(shell) {}

  StatusOr<v1::StatResponse> Stat(const v1::StatRequest& request) override;
  StatusOr<std::unique_ptr<rpc::ByteSink>> BeginUpload(const v1::UploadRequest::Header& header) override;
  StatusOr<std::unique_ptr<rpc::ByteSource>> Open(const v1::DownloadRequest& request) override;

 private:
  const Shell& shell_;
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
