// Everything that moves blobs for the attempts of this worker: into the cache, and up to the store.
//
// Each call returns a ticket; dropping it says that nobody waits any more, and the callback never comes.
// Otherwise the callback comes once, on the loop, never inside the call itself. What the network or a
// restarting coordinator causes, or a store without space, is tried again for as long as the ticket lives.
// Lives on its loop. Tickets must go before the object does.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "common/asio/loop.h"
#include "common/asio/thread_pool.h"
#include "common/status/status.h"
#include "worker/cache/blob_cache.h"
#include "worker/transfer/artifact_client.h"

#include "absl/functional/any_invocable.h"

namespace srnet::transfer {

using Ticket = std::shared_ptr<void>;
using OnEnd = absl::AnyInvocable<void(Status)>;

// A blob that lies in a file of its own.
struct BlobInFile {
  BlobName blob;
  std::filesystem::path file;
};

class Transfers {
 public:
  // `threads` bounds how many transfers run at a time.
  Transfers(asio::Loop& loop, cache::BlobCache& cache, const ArtifactClient& client, int threads);
  ~Transfers();

  // Makes sure that the blob is in the cache; the caller pins it. Two fetches of one blob are one download.
  // NOT_FOUND and DATA_LOSS are about the store, everything else about this machine.
  Ticket Fetch(const BlobName& blob, OnEnd on_end);

  // Seals every file (cache::SealBlob). FAILED_PRECONDITION when one is not its blob.
  Ticket Seal(std::vector<BlobInFile> files, OnEnd on_end);

  // Makes sure that the store has the blob. `on_retry` is told of each failure that is tried again.
  Ticket Upload(BlobInFile file, OnEnd on_end, std::function<void()> on_retry = nullptr);

  // Waits for transfers under way, which should have been given up before.
  void Stop() { pool_.Stop(); }

 private:
  struct Waiter;
  struct Download;

  std::shared_ptr<Download> DownloadOf(const BlobName& blob);
  void Downloaded(const BlobName& blob, Status status);

  asio::Loop& loop_;
  cache::BlobCache& cache_;
  const ArtifactClient& client_;
  asio::ThreadPool pool_;
  std::unordered_map<Digest, std::weak_ptr<Download>> downloads_;
};

}  // namespace srnet::transfer
