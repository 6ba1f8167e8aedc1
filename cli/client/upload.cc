#include "cli/client/upload.h"

#include <algorithm>
#include <fstream>
#include <vector>

#include "cli/client/grpc_status.h"

namespace srnet::cli {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{1} << 20;
constexpr int kStatBatch = 10'000;

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

Status UploadFile(const Connection& connection, const Missing& missing) {
  const TreeFile& file = *missing.file;
  Status status = SendFile(connection, file, missing.received);
  // What was left of an earlier upload may have been damaged; the whole file is sent once more.
  if (status.code() == StatusCode::kDataLoss && missing.received > 0) status = SendFile(connection, file, 0);
  return Annotate(status, "uploading " + file.path.native());
}

Status UploadManifest(const Connection& connection, const Tree& tree) {
  bool sent = false;
  const auto header = HeaderOf(tree.digest, static_cast<std::int64_t>(tree.manifest.size()), 0);
  return Send(connection, header, [&]() -> StatusOr<std::string> {
    if (std::exchange(sent, true)) return std::string();
    return tree.manifest;
  });
}

Status StatBatch(const Connection& connection, const std::vector<TreeFile>& files, std::size_t first,
                 std::vector<Missing>& missing) {
  const std::size_t end = std::min(files.size(), first + kStatBatch);
  v1::StatRequest request;
  for (std::size_t i = first; i < end; ++i) request.add_sha256(files[i].digest.ToHex());
  v1::StatResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.artifacts, &v1::ArtifactService::Stub::Stat, request, &response));
  if (static_cast<std::size_t>(response.blobs_size()) != end - first) {
    return Internal(
        "the coordinator answered Stat for another number of blobs than asked: use programs of one version");
  }
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
