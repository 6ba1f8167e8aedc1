// The products of one attempt, verified, uploaded and kept in the cache for the stages that read them next.
//
// Destroying the object gives the work up. Lives on the control loop.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "common/trainer_protocol/event.h"
#include "worker/cache/blob_cache.h"
#include "worker/transfer/transfers.h"

#include "absl/functional/any_invocable.h"

namespace srnet::attempts {

class ProductSet {
 public:
  using OnEnd = absl::AnyInvocable<void(Status)>;

  // `folder` is the output folder of the trainer, to which the artifacts' files are relative. `on_retry` is
  // told whenever the store cannot take a product for now.
  ProductSet(cache::BlobCache& cache, transfer::Transfers& transfers, std::filesystem::path folder,
             std::vector<trainer_protocol::Artifact> artifacts, std::function<void()> on_retry);

  // Calls back once, never inside the call, when the store has everything. INVALID_ARGUMENT: a file name
  // leads out of the folder. FAILED_PRECONDITION: a file is not what the trainer said. May be destroyed
  // inside the callback.
  void Start(OnEnd on_end);

  // The store lost these: uploads them again, after Start has called back.
  void Upload(const std::vector<Digest>& digests, OnEnd on_end);

 private:
  void Sealed(Status status);
  void UploadAll(std::vector<transfer::BlobInFile> files);
  void Uploaded(Status status);
  void End(Status status);

  cache::BlobCache& cache_;
  transfer::Transfers& transfers_;
  std::filesystem::path folder_;
  std::vector<trainer_protocol::Artifact> artifacts_;
  std::function<void()> on_retry_;
  std::vector<transfer::BlobInFile> files_;
  OnEnd on_end_;
  std::vector<transfer::Ticket> tickets_;
  std::size_t waiting_ = 0;
};

}  // namespace srnet::attempts
