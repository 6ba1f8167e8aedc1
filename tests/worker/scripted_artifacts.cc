#include "common/digest/sha256.h"
#include "tests/worker/scripted_coordinator.h"

namespace srnet::testing {

using Lock = std::lock_guard<std::mutex>;

std::string ScriptedArtifacts::Put(const std::string& content) {
  const Lock lock(mutex_);
  const std::string sha256 = DigestOf(content).ToHex();
  blobs_[sha256] = content;
  return sha256;
}

void ScriptedArtifacts::Erase(const std::string& sha256) {
  const Lock lock(mutex_);
  blobs_.erase(sha256);
}

bool ScriptedArtifacts::Has(const std::string& sha256) {
  const Lock lock(mutex_);
  return blobs_.contains(sha256);
}

std::string ScriptedArtifacts::Get(const std::string& sha256) {
  const Lock lock(mutex_);
  return blobs_.at(sha256);
}

int ScriptedArtifacts::downloads() {
  const Lock lock(mutex_);
  return downloads_;
}

int ScriptedArtifacts::uploads() {
  const Lock lock(mutex_);
  return uploads_;
}

void ScriptedArtifacts::CorruptDownloads(int count) {
  const Lock lock(mutex_);
  corrupt_ = count;
}

void ScriptedArtifacts::BreakDownloads(int count) {
  const Lock lock(mutex_);
  break_downloads_ = count;
}

void ScriptedArtifacts::BreakUploads(int count) {
  const Lock lock(mutex_);
  break_uploads_ = count;
}

void ScriptedArtifacts::RefuseUploads(bool refuse) {
  const Lock lock(mutex_);
  refuse_uploads_ = refuse;
}

void ScriptedArtifacts::LoseRests(int count) {
  const Lock lock(mutex_);
  lose_rests_ = count;
}

void ScriptedArtifacts::StallDownloads() {
  const Lock lock(mutex_);
  stall_ = true;
}

grpc::Status ScriptedArtifacts::Stat(grpc::ServerContext*, const v1::StatRequest* request,
                                     v1::StatResponse* response) {
  const Lock lock(mutex_);
  for (const std::string& sha256 : request->sha256()) {
    v1::StatResponse::Blob& blob = *response->add_blobs();
    blob.set_sha256(sha256);
    blob.set_complete(blobs_.contains(sha256));
    blob.set_bytes(
        static_cast<std::int64_t>(blob.complete() ? blobs_[sha256].size() : incoming_[sha256].size()));
  }
  return grpc::Status::OK;
}

grpc::Status ScriptedArtifacts::Upload(grpc::ServerContext*, grpc::ServerReader<v1::UploadRequest>* reader,
                                       v1::UploadResponse* response) {
  v1::UploadRequest request;
  if (!reader->Read(&request) || !request.has_header())
    return {grpc::StatusCode::INVALID_ARGUMENT, "no header"};
  const v1::UploadRequest::Header header = request.header();
  const Lock lock(mutex_);
  ++uploads_;
  if (refuse_uploads_) return {grpc::StatusCode::UNAVAILABLE, "refused on purpose"};
  std::string& bytes = incoming_[header.sha256()];
  if (lose_rests_ > 0 && header.offset() > 0) {
    --lose_rests_;
    bytes.clear();
  }
  if (header.offset() > static_cast<std::int64_t>(bytes.size()))
    return {grpc::StatusCode::ABORTED, "so many bytes are not there"};
  bytes.resize(static_cast<std::size_t>(header.offset()));
  while (reader->Read(&request)) {
    if (request.data().size() > 1 << 20) return {grpc::StatusCode::INVALID_ARGUMENT, "piece too large"};
    bytes += request.data();
    if (break_uploads_ > 0) {
      --break_uploads_;
      return {grpc::StatusCode::UNAVAILABLE, "broken on purpose"};
    }
  }
  if (DigestOf(bytes).ToHex() != header.sha256()) return {grpc::StatusCode::DATA_LOSS, "digest"};
  response->set_bytes(header.bytes());
  blobs_[header.sha256()] = std::move(bytes);
  incoming_.erase(header.sha256());
  return grpc::Status::OK;
}

grpc::Status ScriptedArtifacts::Download(grpc::ServerContext* context, const v1::DownloadRequest* request,
                                         grpc::ServerWriter<v1::DownloadResponse>* writer) {
  std::unique_lock lock(mutex_);
  ++downloads_;
  if (stall_) {
    lock.unlock();
    // The caller's cancellation is seen as a failing write.
    while (!context->IsCancelled()) std::this_thread::yield();
    return {grpc::StatusCode::CANCELLED, "cancelled"};
  }
  const auto blob = blobs_.find(request->sha256());
  if (blob == blobs_.end()) return {grpc::StatusCode::NOT_FOUND, "no blob " + request->sha256()};
  const auto offset = static_cast<std::size_t>(request->offset());
  if (offset > blob->second.size()) return {grpc::StatusCode::OUT_OF_RANGE, "offset"};
  std::string bytes = blob->second.substr(offset);
  v1::DownloadResponse response;
  if (break_downloads_ > 0) {
    --break_downloads_;
    response.set_data(bytes.substr(0, bytes.size() / 2));
    writer->Write(response);
    return {grpc::StatusCode::UNAVAILABLE, "broken on purpose"};
  }
  if (corrupt_ > 0 && !bytes.empty()) {
    --corrupt_;
    bytes[0] = static_cast<char>(bytes[0] + 1);
  }
  response.set_data(bytes);
  writer->Write(response);
  return grpc::Status::OK;
}

}  // namespace srnet::testing
