#include "cli/client/upload.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>
#include <vector>

#include "cli/client/grpc_status.h"

namespace srnet::cli {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr int kStatBatch = 10'000;
// Between two tries: doubled each time, from the first to the longest.
constexpr std::chrono::milliseconds kFirstPause{100};
constexpr std::chrono::milliseconds kLongestPause{2000};
constexpr int kIdleTries = 8;

// A blob that the store lacks, or has only the first bytes of.
struct Missing {
  const TreeFile* file;
  std::int64_t received;
};

v1::UploadRequest HeaderOf(const Digest& digest, std::int64_t bytes, std::int64_t offset) {
  v1::UploadRequest request;
  request.mutable_header()->set_sha256(digest.ToHex());
  request.mutable_header()->set_bytes(bytes);
  request.mutable_header()->set_offset(offset);
  return request;
}

using Source = std::function<StatusOr<std::string>()>;  // The next piece; empty at the end.

Status Send(const Connection& connection, const v1::UploadRequest& header, const Source& next) {
  grpc::ClientContext context;
  v1::UploadResponse response;
  const auto writer = connection.artifacts->Upload(&context, &response);
  // A false Write means that the call has ended; Finish says why.
  bool open = writer->Write(header);
  while (open) {
    const StatusOr<std::string> piece = next();
    if (!piece.ok()) {
      context.TryCancel();
      writer->Finish();
      return piece.status();
    }
    if (piece->empty()) break;
    v1::UploadRequest request;
    request.set_data(*piece);
    open = writer->Write(request);
  }
  writer->WritesDone();
  return FromGrpc(writer->Finish());
}

Status SendFile(const Connection& connection, const TreeFile& file, std::int64_t offset) {
  std::ifstream stream(file.path, std::ios::binary);
  stream.seekg(offset);
  if (!stream) return DataLoss("{}: cannot be read any more", file.path.native());
  return Send(connection, HeaderOf(file.digest, file.bytes, offset), [&]() -> StatusOr<std::string> {
    std::string piece(kPieceBytes, '\0');
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (stream.bad()) return DataLoss("{}: cannot be read any more", file.path.native());
    piece.resize(static_cast<std::size_t>(stream.gcount()));
    return piece;
  });
}

StatusOr<v1::StatResponse> Stat(const Connection& connection, const v1::StatRequest& request) {
  v1::StatResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.artifacts, &v1::ArtifactService::Stub::Stat, request, &response));
  if (response.blobs_size() != request.sha256_size()) {
    return Internal(
        "the coordinator answered Stat for another number of blobs than asked: use programs of one version");
  }
  return response;
}

// Sends a blob from the byte that the store was said to lack first. What the store has may have changed
// since: another sender went on with the blob or began anew, or the coordinator was started again. Then the
// store is asked again, for as long as bytes arrive from anybody, and for some seconds more; so long may the
// coordinator be away.
Status SendToEnd(const Connection& connection, const Digest& digest, std::int64_t received,
                 const std::function<Status(std::int64_t offset)>& send) {
  v1::StatRequest question;
  question.add_sha256(digest.ToHex());
  auto pause = kFirstPause;
  for (int idle = 0;;) {
    Status status = send(received);
    // What was left of an earlier upload may have been damaged; the whole blob is sent once more.
    if (status.code() == StatusCode::kDataLoss && received > 0) {
      received = 0;
      continue;
    }
    const bool passes = status.code() == StatusCode::kAborted || status.code() == StatusCode::kUnavailable;
    if (!passes || ++idle > kIdleTries) return status;
    std::this_thread::sleep_for(pause);
    pause = std::min(2 * pause, kLongestPause);
    const StatusOr<v1::StatResponse> answer = Stat(connection, question);
    if (answer.status().code() == StatusCode::kUnavailable) continue;
    if (!answer.ok()) return answer.status();
    if (answer->blobs(0).complete()) return absl::OkStatus();
    if (answer->blobs(0).bytes() > received) idle = 0;
    received = answer->blobs(0).bytes();
  }
}

Status UploadFile(const Connection& connection, const Missing& missing) {
  const TreeFile& file = *missing.file;
  const Status status = SendToEnd(connection, file.digest, missing.received, [&](std::int64_t offset) {
    return SendFile(connection, file, std::min(offset, file.bytes));
  });
  return Annotate(status, "uploading " + file.path.native());
}

Status UploadManifest(const Connection& connection, const Tree& tree) {
  const auto header = HeaderOf(tree.digest, static_cast<std::int64_t>(tree.manifest.size()), 0);
  return SendToEnd(connection, tree.digest, 0, [&](std::int64_t) {
    bool sent = false;
    return Send(connection, header, [&]() -> StatusOr<std::string> {
      if (std::exchange(sent, true)) return std::string();
      return tree.manifest;
    });
  });
}

Status StatBatch(const Connection& connection, const std::vector<TreeFile>& files, std::size_t first,
                 std::vector<Missing>& missing) {
  const std::size_t end = std::min(files.size(), first + kStatBatch);
  v1::StatRequest request;
  for (std::size_t i = first; i < end; ++i) request.add_sha256(files[i].digest.ToHex());
  SRNET_ASSIGN_OR_RETURN(const v1::StatResponse response, Stat(connection, request));
  for (std::size_t i = first; i < end; ++i) {
    const auto& blob = response.blobs(static_cast<int>(i - first));
    if (!blob.complete()) missing.push_back({&files[i], std::min(blob.bytes(), files[i].bytes)});
  }
  return absl::OkStatus();
}

}  // namespace

Status UploadTree(const Connection& connection, const Tree& tree,
                  const std::function<void(std::int64_t bytes)>& announce) {
  std::vector<Missing> missing;
  for (std::size_t first = 0; first < tree.files.size(); first += kStatBatch) {
    SRNET_RETURN_IF_ERROR(StatBatch(connection, tree.files, first, missing));
  }
  std::int64_t bytes = 0;
  for (const Missing& blob : missing) bytes += blob.file->bytes - blob.received;
  if (bytes > 0) announce(bytes);
  for (const Missing& blob : missing) SRNET_RETURN_IF_ERROR(UploadFile(connection, blob));
  return UploadManifest(connection, tree);
}

StatusOr<v1::CatalogueEntry> Register(const Connection& connection, v1::CatalogueEntry::Kind kind,
                                      const std::string& name, const Digest& tree) {
  v1::RegisterEntryRequest request;
  request.mutable_entry()->set_kind(kind);
  request.mutable_entry()->set_name(name);
  request.mutable_entry()->set_tree_sha256(tree.ToHex());
  v1::RegisterEntryResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.catalogue, &v1::CatalogueService::Stub::RegisterEntry, request, &response));
  return response.entry();
}

}  // namespace srnet::cli
