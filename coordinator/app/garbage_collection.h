// One collection of what nothing refers to, as storage/artifacts/collection.h explains it.
//
//   Start --writer's thread: the time, then the rows--> pool: folders, files, removal --> reply
//
// On a full disk the commit of others may fail around the reading of the rows; it is tried again.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

#include "common/status/status.h"
#include "coordinator/app/one_at_a_time.h"
#include "coordinator/app/shell.h"
#include "coordinator/rpc/reply.h"
#include "storage/artifacts/collection.h"
#include "storage/stores/stored_artifacts.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::app {

struct GarbageOptions {
  std::chrono::seconds grace{};
  bool dry_run = false;
};

// INVALID_ARGUMENT: a grace period that is too short.
StatusOr<GarbageOptions> ReadGarbageOptions(const v1::CollectGarbageRequest& request);

class GarbageCollection : public std::enable_shared_from_this<GarbageCollection> {
 public:
  // Replies, from any thread, when all is done, or UNAVAILABLE soon after `closing` became true. Any thread.
  static void Start(const Shell& shell, const std::atomic<bool>& closing, const GarbageOptions& options,
                    OneAtATime::Turn turn, rpc::Reply<v1::CollectGarbageResponse> reply);

 private:
  struct Marks {
    artifacts::FileTime before{};  // What was renewed since stays.
    std::vector<storage::ArtifactDigest> artifacts;
  };

  GarbageCollection(const Shell& shell, const std::atomic<bool>& closing, const GarbageOptions& options,
                    OneAtATime::Turn turn, rpc::Reply<v1::CollectGarbageResponse> reply);
  void Mark(int tries);
  void OnMarked(StatusOr<Marks> marks, int tries);
  StatusOr<v1::CollectGarbageResponse> Sweep(const Marks& marks) const;
  void End(StatusOr<v1::CollectGarbageResponse> response);

  const Shell& shell_;
  const std::atomic<bool>& closing_;
  const GarbageOptions options_;
  OneAtATime::Turn turn_;
  rpc::Reply<v1::CollectGarbageResponse> reply_;
};

}  // namespace srnet::app
