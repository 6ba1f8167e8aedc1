#include "worker/transfer/artifact_client.h"

#include <errno.h>
#include <fcntl.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"
#include "worker/cache/blob_file.h"
#include "worker/transfer/grpc_status.h"

#include "srnet/v1/artifact_service.grpc.pb.h"

namespace srnet::transfer {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kPiece = 1 << 20;
// A transfer that hangs is given up then, and goes on where it stopped with the next try.
constexpr std::chrono::minutes kLongest{5};

// A call that ends when it takes too long or when the stop is requested.
class Call {
 public:
  explicit Call(std::stop_token stop) : cancel_(std::move(stop), [this] { context_.TryCancel(); }) {
    context_.set_deadline(std::chrono::system_clock::now() + kLongest);
  }
  grpc::ClientContext* context() { return &context_; }

 private:
  grpc::ClientContext context_;
  std::stop_callback<std::function<void()>> cancel_;
};

StatusOr<std::int64_t> SizeOf(const FileDescriptor& file, const fs::path& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return ErrnoStatus(errno, "cannot stat {}", path.native());
  return info.st_size;
}

Status Append(const FileDescriptor& file, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(errno, "cannot write {}", path.native());
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return absl::OkStatus();
}

StatusOr<std::string> ReadPiece(const FileDescriptor& file, std::int64_t offset, std::int64_t size,
                                const fs::path& path) {
  std::string bytes(static_cast<std::size_t>(size), '\0');
  const ssize_t count = ::pread(file.get(), bytes.data(), bytes.size(), offset);
  if (count < 0) return ErrnoStatus(errno, "cannot read {}", path.native());
  if (count == 0) return FailedPrecondition("{} became shorter while it was uploaded", path.native());
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

// The file, locked, so that a download that is being given up and its successor do not write at the same
// time.
StatusOr<FileDescriptor> OpenPartial(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0)
    return Aborted("{} is being written by another download", path.native());
  return file;
}

Status Empty(const FileDescriptor& file, const fs::path& path) {
  if (::ftruncate(file.get(), 0) != 0) return ErrnoStatus(errno, "cannot empty {}", path.native());
  return absl::OkStatus();
}

}  // namespace

struct ArtifactClient::Stub {
  Status Receive(const BlobName& blob, std::int64_t offset, const FileDescriptor& file, const fs::path& path,
                 std::stop_token stop) const;
  StatusOr<v1::StatResponse::Blob> Stat(const BlobName& blob, std::stop_token stop) const;
  Status Send(const BlobName& blob, std::int64_t offset, const FileDescriptor& file, const fs::path& path,
              std::stop_token stop) const;

  std::unique_ptr<v1::ArtifactService::Stub> service;
};

ArtifactClient::ArtifactClient(const std::shared_ptr<grpc::Channel>& channel)
    : stub_(new Stub{v1::ArtifactService::NewStub(channel)}) {}
ArtifactClient::~ArtifactClient() = default;

Status ArtifactClient::Download(const BlobName& blob, const fs::path& file,
                                const std::stop_token& stop) const {
  SRNET_ASSIGN_OR_RETURN(const FileDescriptor partial, OpenPartial(file));
  SRNET_ASSIGN_OR_RETURN(std::int64_t offset, SizeOf(partial, file));
  if (offset > blob.bytes) {
    SRNET_RETURN_IF_ERROR(Empty(partial, file));
    offset = 0;
  }
  if (offset < blob.bytes) SRNET_RETURN_IF_ERROR(stub_->Receive(blob, offset, partial, file, stop));
  return cache::SealBlob(file, blob.digest, blob.bytes);
}

Status ArtifactClient::Stub::Receive(const BlobName& blob, std::int64_t offset, const FileDescriptor& file,
                                     const fs::path& path, std::stop_token stop) const {
  Call call(std::move(stop));
  v1::DownloadRequest request;
  request.set_sha256(blob.digest.ToHex());
  request.set_offset(offset);
  const auto reader = service->Download(call.context(), request);
  v1::DownloadResponse response;
  Status local;
  while (local.ok() && reader->Read(&response)) {
    offset += static_cast<std::int64_t>(response.data().size());
    local = offset <= blob.bytes ? Append(file, response.data(), path)
                                 : DataLoss("the store sends more than the {} bytes of blob {}", blob.bytes,
                                            blob.digest.ToHex());
  }
  if (!local.ok()) call.context()->TryCancel();
  const Status remote = FromGrpc(reader->Finish(), fmt::format("downloading blob {}", blob.digest.ToHex()));
  if (local.ok()) local = remote;
  // A broken connection is no success, so the store really has no more.
  if (local.ok() && offset < blob.bytes) {
    local = DataLoss("blob {} of the store has {} bytes instead of the {} announced", blob.digest.ToHex(),
                     offset, blob.bytes);
  }
  // Bytes that do not fit the store's must not be the beginning of the next try.
  const bool useless = local.code() == StatusCode::kDataLoss || local.code() == StatusCode::kOutOfRange;
  if (useless) SRNET_RETURN_IF_ERROR(Empty(file, path));
  return local.code() == StatusCode::kOutOfRange ? DataLoss("{}", Message(local)) : local;
}

Status ArtifactClient::Upload(const BlobName& blob, const fs::path& file, std::stop_token stop) const {
  SRNET_ASSIGN_OR_RETURN(const v1::StatResponse::Blob stat, stub_->Stat(blob, stop));
  if (stat.complete()) return absl::OkStatus();
  const FileDescriptor descriptor(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!descriptor.valid()) return ErrnoStatus(errno, "cannot open {}", file.native());
  const std::int64_t offset = stat.bytes() <= blob.bytes ? stat.bytes() : 0;
  return stub_->Send(blob, offset, descriptor, file, std::move(stop));
}

StatusOr<v1::StatResponse::Blob> ArtifactClient::Stub::Stat(const BlobName& blob,
                                                            std::stop_token stop) const {
  Call call(std::move(stop));
  v1::StatRequest request;
  request.add_sha256(blob.digest.ToHex());
  v1::StatResponse response;
  const grpc::Status status = service->Stat(call.context(), request, &response);
  SRNET_RETURN_IF_ERROR(FromGrpc(status, fmt::format("looking for blob {}", blob.digest.ToHex())));
  if (response.blobs_size() != 1) return Internal("Stat of one blob answers with {}", response.blobs_size());
  return response.blobs(0);
}

Status ArtifactClient::Stub::Send(const BlobName& blob, std::int64_t offset, const FileDescriptor& file,
                                  const fs::path& path, std::stop_token stop) const {
  Call call(std::move(stop));
  v1::UploadResponse response;
  const auto writer = service->Upload(call.context(), &response);
  v1::UploadRequest request;
  request.mutable_header()->set_sha256(blob.digest.ToHex());
  request.mutable_header()->set_bytes(blob.bytes);
  request.mutable_header()->set_offset(offset);
  Status local;
  bool open = writer->Write(request);
  while (open && offset < blob.bytes) {
    StatusOr<std::string> piece = ReadPiece(file, offset, std::min(kPiece, blob.bytes - offset), path);
    if (!piece.ok()) {
      local = piece.status();
      call.context()->TryCancel();
      break;
    }
    offset += static_cast<std::int64_t>(piece->size());
    request.set_data(*std::move(piece));
    open = writer->Write(request);
  }
  writer->WritesDone();
  const Status remote = FromGrpc(writer->Finish(), fmt::format("uploading blob {}", blob.digest.ToHex()));
  return local.ok() ? remote : local;
}

}  // namespace srnet::transfer
