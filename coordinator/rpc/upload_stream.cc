#include "coordinator/rpc/upload_stream.h"

#include "coordinator/rpc/grpc_status.h"

namespace srnet::rpc {
namespace {

constexpr std::size_t kLargestPiece = std::size_t{1} << 20;

}  // namespace

UploadStream* UploadStream::Start(const CallPolicy& policy, ArtifactHandler& handler,
                                  v1::UploadResponse* response) {
  auto* stream = new UploadStream(policy, handler, response);
  stream->StartRead(&stream->request_);
  return stream;
}

UploadStream::UploadStream(const CallPolicy& policy, ArtifactHandler& handler, v1::UploadResponse* response)
    : policy_(policy), started_(std::chrono::steady_clock::now()), handler_(handler), response_(response) {}

// `ok` is false when the sender has closed its side, and when the call was broken off: bytes are missing
// then.
void UploadStream::OnReadDone(bool ok) {
  policy_.run([this, ok] {
    if (!ok) return End(FinishSink());
    if (const Status status = Handle(); !status.ok()) return End(status);
    StartRead(&request_);
  });
}

// The sink is closed where blocking is allowed; the object may be gone before `run` has returned.
void UploadStream::OnDone() {
  const auto run = policy_.run;
  run([this] { delete this; });
}

Status UploadStream::Handle() {
  if (request_.has_header()) {
    if (sink_ != nullptr) return InvalidArgument("the header comes once, in the first message of an upload");
    SRNET_ASSIGN_OR_RETURN(sink_, handler_.BeginUpload(request_.header()));
    return Status();
  }
  if (sink_ == nullptr) return InvalidArgument("the first message of an upload must have the header");
  if (request_.data().size() > kLargestPiece) {
    return InvalidArgument("a piece of an upload has {} bytes, at most {} are allowed",
                           request_.data().size(), kLargestPiece);
  }
  return sink_->Append(request_.data());
}

Status UploadStream::FinishSink() {
  if (sink_ == nullptr) return InvalidArgument("the upload has no message");
  SRNET_ASSIGN_OR_RETURN(const std::int64_t bytes, sink_->Finish());
  response_->set_bytes(bytes);
  return Status();
}

void UploadStream::End(const Status& status) {
  sink_.reset();  // Before the answer: the sender may begin again as soon as it has it.
  policy_.observe("ArtifactService/Upload", status.code(), std::chrono::steady_clock::now() - started_);
  Finish(ToGrpc(status));
}

}  // namespace srnet::rpc
