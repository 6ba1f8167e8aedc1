#include "coordinator/app/artifacts.h"

#include <algorithm>
#include <string>
#include <utility>

#include "common/digest/digest.h"
#include "coordinator/app/artifact_list.h"
#include "coordinator/app/garbage_collection.h"
#include "coordinator/app/verification.h"

namespace srnet::app {
namespace {

constexpr int kMostStats = 10'000;
constexpr std::int64_t kPiece = std::int64_t{1} << 20;
// A disk of today does several times as much.
constexpr std::int64_t kVerifiedBytesPerSecond = 100'000'000;

// Bytes that an earlier, broken upload brought already are skipped.
class UploadSink final : public rpc::ByteSink {
 public:
  UploadSink(admin::Metrics& metrics, artifacts::Upload upload, std::int64_t bytes, std::int64_t position)
      : metrics_(metrics), upload_(std::move(upload)), bytes_(bytes), position_(position) {}

  Status Append(std::string_view bytes) override {
    metrics_.CountUploadedBytes(static_cast<std::int64_t>(bytes.size()));
    const std::int64_t known = std::max<std::int64_t>(upload_.offset() - position_, 0);
    position_ += static_cast<std::int64_t>(bytes.size());
    if (position_ > bytes_) return InvalidArgument("the upload has more than the {} bytes announced", bytes_);
    if (known >= static_cast<std::int64_t>(bytes.size())) return Status();
    return upload_.Append(upload_.offset(), bytes.substr(static_cast<std::size_t>(known)));
  }

  StatusOr<std::int64_t> Finish() override {
    // Of a blob that was complete before it began, the sender need not send everything again.
    if (position_ < bytes_ && !upload_.complete()) {
      return InvalidArgument("the upload ended after {} of {} bytes: go on from there", position_, bytes_);
    }
    SRNET_RETURN_IF_ERROR(upload_.Finish());
    return bytes_;
  }

 private:
  admin::Metrics& metrics_;
  artifacts::Upload upload_;
  const std::int64_t bytes_;
  std::int64_t position_;  // Of the sender.
};

class BlobSource final : public rpc::ByteSource {
 public:
  BlobSource(admin::Metrics& metrics, artifacts::Blob blob, std::int64_t offset)
      : metrics_(metrics), blob_(std::move(blob)), offset_(offset) {}

  StatusOr<std::string> Next() override {
    SRNET_ASSIGN_OR_RETURN(std::string bytes, blob_.Read(offset_, kPiece));
    offset_ += static_cast<std::int64_t>(bytes.size());
    metrics_.CountDownloadedBytes(static_cast<std::int64_t>(bytes.size()));
    return bytes;
  }

 private:
  admin::Metrics& metrics_;
  artifacts::Blob blob_;
  std::int64_t offset_;
};

}  // namespace

StatusOr<v1::StatResponse> Artifacts::Stat(const v1::StatRequest& request) {
  if (request.sha256_size() > kMostStats) return InvalidArgument("at most {} digests at a time", kMostStats);
  const artifacts::ArtifactStore& store = shell_.store.artifacts();
  v1::StatResponse response;
  for (const std::string& text : request.sha256()) {
    SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(text));
    const StatusOr<std::int64_t> bytes = store.Renew(digest);
    if (!bytes.ok() && bytes.status().code() != StatusCode::kNotFound) return bytes.status();
    v1::StatResponse::Blob& blob = *response.add_blobs();
    blob.set_sha256(digest.ToHex());
    blob.set_complete(bytes.ok());
    blob.set_bytes(bytes.ok() ? *bytes : store.IncomingBytes(digest));
  }
  return response;
}

StatusOr<std::unique_ptr<rpc::ByteSink>> Artifacts::BeginUpload(const v1::UploadRequest::Header& header) {
  SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(header.sha256()));
  SRNET_ASSIGN_OR_RETURN(artifacts::Upload upload,
                         shell_.store.artifacts().BeginUpload(digest, header.bytes()));
  if (header.offset() < 0) return InvalidArgument("the offset {} is negative", header.offset());
  // What was there when the sender asked may be gone: another sender began anew, or this program did.
  if (header.offset() > upload.offset()) {
    return Aborted("the upload of {} starts at {}, but only {} bytes are there: start there or before",
                   digest.ToHex(), header.offset(), upload.offset());
  }
  return std::make_unique<UploadSink>(shell_.metrics, std::move(upload), header.bytes(), header.offset());
}

StatusOr<std::unique_ptr<rpc::ByteSource>> Artifacts::Open(const v1::DownloadRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(request.sha256()));
  SRNET_ASSIGN_OR_RETURN(artifacts::Blob blob, shell_.store.artifacts().OpenBlob(digest));
  if (request.offset() < 0 || request.offset() > blob.bytes()) {
    return OutOfRange("offset {} is outside of the {} bytes of {}", request.offset(), blob.bytes(),
                      digest.ToHex());
  }
  return std::make_unique<BlobSource>(shell_.metrics, std::move(blob), request.offset());
}

StatusOr<v1::ListArtifactsResponse> Artifacts::ListArtifacts(const v1::ListArtifactsRequest& request) {
  return ReadArtifactList(shell_.store, request);
}

StatusOr<std::unique_ptr<rpc::MessageSource<v1::VerifyArtifactsResponse>>> Artifacts::VerifyArtifacts(
    const v1::VerifyArtifactsRequest& request) {
  if (request.bytes_per_second() < 0) return InvalidArgument("bytes_per_second must not be negative");
  const std::int64_t rate =
      request.bytes_per_second() == 0 ? kVerifiedBytesPerSecond : request.bytes_per_second();
  SRNET_ASSIGN_OR_RETURN(OneAtATime::Turn turn, verifying_.Take("verification"));
  return Verification::Open(shell_.store, closing_, std::move(turn), rate);
}

void Artifacts::CollectGarbage(v1::CollectGarbageRequest request,
                               rpc::Reply<v1::CollectGarbageResponse> reply) {
  const StatusOr<GarbageOptions> options = ReadGarbageOptions(request);
  if (!options.ok()) return reply(options.status());
  StatusOr<OneAtATime::Turn> turn = collecting_.Take("collection of garbage");
  if (!turn.ok()) return reply(turn.status());
  GarbageCollection::Start(shell_, closing_, *options, *std::move(turn), std::move(reply));
}

}  // namespace srnet::app
