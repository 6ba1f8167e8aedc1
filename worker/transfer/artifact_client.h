// Moves single blobs between this machine and the coordinator's store (ArtifactService), blocking.
//
// One call is one try. A broken transfer goes on where it stopped when the same call is made again. Both
// return CANCELLED soon after `stop` is requested. Any thread that may block; not a loop.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace grpc {
class Channel;
}

namespace srnet::transfer {

struct BlobName {
  Digest digest;
  std::int64_t bytes = 0;
};

class ArtifactClient {
 public:
  explicit ArtifactClient(const std::shared_ptr<grpc::Channel>& channel);
  ~ArtifactClient();

  // Completes the file and seals it (cache::SealBlob). ABORTED: another download writes this file. DATA_LOSS:
  // what came is not the blob; the file is gone. NOT_FOUND: the store does not have it. RESOURCE_EXHAUSTED:
  // this disk is full.
  Status Download(const BlobName& blob, const std::filesystem::path& file, const std::stop_token& stop) const;

  // Returns at once when the store has the blob. ABORTED: another upload of it is under way, or what the
  // store had of it is gone. DATA_LOSS: the store got other bytes and starts from nothing.
  // RESOURCE_EXHAUSTED: the store's disk is full.
  Status Upload(const BlobName& blob, const std::filesystem::path& file, std::stop_token stop) const;

 private:
  struct Stub;
  std::unique_ptr<Stub> stub_;
};

}  // namespace srnet::transfer
