// A look at every blob that something refers to, as a stream of how far it is and what it has found.
//
// Reads one piece at a time, and then rests until the piece has taken as long as the rate allows: so it takes
// one thread of the pool, and leaves the disk to others. Runs on the pool.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "common/status/status.h"
#include "coordinator/app/one_at_a_time.h"
#include "coordinator/app/references.h"
#include "coordinator/app/store.h"
#include "coordinator/rpc/message_source.h"
#include "storage/artifacts/blob_check.h"

#include "srnet/v1/artifact_service.pb.h"

namespace srnet::app {

class Verification final : public rpc::MessageSource<v1::VerifyArtifactsResponse> {
 public:
  // `rate` in bytes per second, positive. Ends with UNAVAILABLE soon after `closing` became true.
  static StatusOr<std::unique_ptr<Verification>> Open(Store& store, const std::atomic<bool>& closing,
                                                      OneAtATime::Turn turn, std::int64_t rate);

  StatusOr<bool> Next(v1::VerifyArtifactsResponse& message) override;

 private:
  Verification(Store& store, const std::atomic<bool>& closing, OneAtATime::Turn turn, std::int64_t rate)
      : store_(store), closing_(closing), turn_(std::move(turn)), rate_(rate) {}

  StatusOr<std::int64_t> ReadPiece(v1::VerifyArtifactsResponse& message);
  Status Report(artifacts::BlobFault fault, v1::VerifyArtifactsResponse& message);

  Store& store_;
  const std::atomic<bool>& closing_;
  const OneAtATime::Turn turn_;
  const std::int64_t rate_;
  References references_;
  std::map<Digest, BlobReference>::const_iterator next_;  // The blob that is looked at.
  std::optional<artifacts::BlobCheck> check_;             // Of that one, once it has begun.
  std::chrono::steady_clock::time_point due_{};           // When the next piece may be read.
  std::int64_t bytes_ = 0;
  std::int64_t bytes_done_ = 0;
  std::int64_t blobs_done_ = 0;
  bool ended_ = false;
};

}  // namespace srnet::app
