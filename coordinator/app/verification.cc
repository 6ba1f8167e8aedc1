#include "coordinator/app/verification.h"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "coordinator/app/artifact_list.h"

namespace srnet::app {
namespace {

constexpr std::int64_t kLargestPiece = std::int64_t{4} << 20;
// Of a piece: what is missing or empty has no bytes, and a message must not grow without end.
constexpr std::int64_t kMostBlobs = 1000;
constexpr int kMostProblems = 100;

v1::VerifyArtifactsResponse::Problem::Kind ProblemKind(artifacts::BlobFault fault) {
  using Problem = v1::VerifyArtifactsResponse::Problem;
  switch (fault) {
    case artifacts::BlobFault::kNone:
      return Problem::KIND_UNSPECIFIED;
    case artifacts::BlobFault::kMissing:
      return Problem::KIND_MISSING;
    case artifacts::BlobFault::kShort:
      return Problem::KIND_SHORT;
    case artifacts::BlobFault::kWrong:
      return Problem::KIND_WRONG;
    case artifacts::BlobFault::kUnreadable:
      return Problem::KIND_UNREADABLE;
  }
  return Problem::KIND_UNSPECIFIED;
}

}  // namespace

StatusOr<std::unique_ptr<Verification>> Verification::Open(Store& store, const std::atomic<bool>& closing,
                                                           OneAtATime::Turn turn, std::int64_t rate) {
  std::unique_ptr<Verification> verification(new Verification(store, closing, std::move(turn), rate));
  SRNET_ASSIGN_OR_RETURN(auto reader, store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const auto artifacts, storage::ReadArtifactDigests(*reader));
  verification->references_ = ResolveReferences(store.artifacts(), artifacts);
  verification->next_ = verification->references_.blobs.cbegin();
  for (const auto& [digest, reference] : verification->references_.blobs)
    verification->bytes_ += reference.bytes.value_or(0);
  return verification;
}

StatusOr<bool> Verification::Next(v1::VerifyArtifactsResponse& message) {
  if (ended_) return false;
  std::this_thread::sleep_until(due_);
  if (closing_) return Unavailable("the coordinator is shutting down: try again later");
  const auto started = std::chrono::steady_clock::now();
  SRNET_ASSIGN_OR_RETURN(const std::int64_t read, ReadPiece(message));
  const std::chrono::duration<double> allowed(static_cast<double>(read) / static_cast<double>(rate_));
  due_ = started + std::chrono::duration_cast<std::chrono::steady_clock::duration>(allowed);
  bytes_done_ += read;
  message.set_blobs(static_cast<std::int64_t>(references_.blobs.size()));
  message.set_blobs_done(blobs_done_);
  message.set_bytes(bytes_);
  message.set_bytes_done(bytes_done_);
  ended_ = next_ == references_.blobs.cend();
  return true;
}

// A part of a large blob, or several small ones. A tenth of a second's worth at most.
StatusOr<std::int64_t> Verification::ReadPiece(v1::VerifyArtifactsResponse& message) {
  const std::int64_t limit = std::clamp<std::int64_t>(rate_ / 10, 1, kLargestPiece);
  const std::int64_t last = blobs_done_ + kMostBlobs;
  std::int64_t read = 0;
  while (read < limit && next_ != references_.blobs.cend() && blobs_done_ < last &&
         message.problems_size() < kMostProblems) {
    if (!check_) check_.emplace(store_.artifacts(), next_->first, next_->second.bytes);
    read += check_->Read(limit - read);
    if (!check_->done()) continue;
    SRNET_RETURN_IF_ERROR(Report(check_->fault(), message));
    check_.reset();
    ++next_;
    ++blobs_done_;
  }
  return read;
}

Status Verification::Report(artifacts::BlobFault fault, v1::VerifyArtifactsResponse& message) {
  if (fault == artifacts::BlobFault::kNone) return Status();
  const auto& [digest, reference] = *next_;
  v1::VerifyArtifactsResponse::Problem& problem = *message.add_problems();
  problem.set_kind(ProblemKind(fault));
  problem.set_sha256(digest.ToHex());
  problem.set_path(store_.artifacts().PathOf(digest).native());
  problem.set_file(reference.file);
  SRNET_ASSIGN_OR_RETURN(auto reader, store_.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const auto referrers, storage::ReadReferrers(*reader, reference.artifact));
  ShowReferrers(referrers, *problem.mutable_referrers());
  return Status();
}

}  // namespace srnet::app
