#include "cli/client/download.h"

#include <fstream>
#include <system_error>

#include <nlohmann/json.hpp>

#include "cli/client/grpc_status.h"
#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "common/files/safe_name.h"

namespace srnet::cli {
namespace {

constexpr std::uint64_t kMaxManifestBytes = std::uint64_t{16} << 20;

// Calls `take` with each piece and verifies the whole.
Status Receive(const Connection& connection, Interruption& interruption, const Digest& digest,
               const std::function<Status(const std::string&)>& take) {
  v1::DownloadRequest request;
  request.set_sha256(digest.ToHex());
  grpc::ClientContext context;
  const Interruption::Scope scope(interruption, [&context] { context.TryCancel(); });
  const auto reader = connection.artifacts->Download(&context, request);
  v1::DownloadResponse response;
  Sha256 hash;
  Status taken;
  while (taken.ok() && reader->Read(&response)) {
    hash.Update(response.data());
    taken = take(response.data());
  }
  if (!taken.ok()) context.TryCancel();
  const Status ended = FromGrpc(reader->Finish());
  SRNET_RETURN_IF_ERROR(taken);
  SRNET_RETURN_IF_ERROR(ended);
  if (hash.Finish() == digest) return absl::OkStatus();
  return DataLoss("blob {} arrived with other bytes: download it again", digest.ToHex());
}

// The names and digests of the files of a stored folder, without paths and sizes.
StatusOr<Tree> DownloadManifest(const Connection& connection, Interruption& interruption,
                                const Digest& digest) {
  Tree tree;
  tree.digest = digest;
  SRNET_ASSIGN_OR_RETURN(tree.manifest, DownloadText(connection, interruption, digest, kMaxManifestBytes));
  const auto manifest = nlohmann::json::parse(tree.manifest, nullptr, /*allow_exceptions=*/false);
  if (!manifest.is_object() || !manifest.contains("files") || !manifest["files"].is_object())
    return DataLoss("blob {} is not the manifest of a folder", digest.ToHex());
  for (const auto& [name, file] : manifest["files"].items()) {
    const auto sha256 = file.is_object() ? file.find("sha256") : file.end();
    if (!file.is_object() || sha256 == file.end() || !sha256->is_string())
      return DataLoss("the manifest {} gives no digest for {}", digest.ToHex(), name);
    SRNET_ASSIGN_OR_RETURN(const Digest blob, Digest::Parse(sha256->get<std::string>()));
    tree.files.push_back({.name = name, .path = {}, .bytes = 0, .digest = blob});
  }
  return tree;
}

}  // namespace

Status DownloadBlob(const Connection& connection, Interruption& interruption, const Digest& digest,
                    const std::filesystem::path& path) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) return PermissionDenied("{}: cannot be written", path.native());
  SRNET_RETURN_IF_ERROR(Receive(connection, interruption, digest, [&](const std::string& piece) -> Status {
    file.write(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (file) return absl::OkStatus();
    return ResourceExhausted("{}: cannot be written, is the disk full?", path.native());
  }));
  file.close();
  return file ? absl::OkStatus()
              : ResourceExhausted("{}: cannot be written, is the disk full?", path.native());
}

StatusOr<std::string> DownloadText(const Connection& connection, Interruption& interruption,
                                   const Digest& digest, std::uint64_t max_bytes) {
  std::string text;
  SRNET_RETURN_IF_ERROR(Receive(connection, interruption, digest, [&](const std::string& piece) -> Status {
    text += piece;
    if (text.size() <= max_bytes) return absl::OkStatus();
    return InvalidArgument("blob {} has more than {} bytes", digest.ToHex(), max_bytes);
  }));
  return text;
}

Status DownloadTree(const Connection& connection, Interruption& interruption, const Digest& digest,
                    const std::function<bool(std::string_view)>& keep, const std::filesystem::path& folder) {
  SRNET_ASSIGN_OR_RETURN(const Tree tree, DownloadManifest(connection, interruption, digest));
  for (const TreeFile& file : tree.files) {
    if (!keep(file.name)) continue;
    if (!IsSafeRelativeName(file.name))
      return DataLoss("the manifest {} has a file \"{}\", which is no safe name", digest.ToHex(), file.name);
    const std::filesystem::path path = folder / file.name;
    SRNET_RETURN_IF_ERROR(MakeDirectories(path.parent_path()));
    SRNET_RETURN_IF_ERROR(DownloadBlob(connection, interruption, file.digest, path));
  }
  return absl::OkStatus();
}

StatusOr<Tree> DownloadWholeTree(const Connection& connection, Interruption& interruption,
                                 const Digest& digest, const std::filesystem::path& folder) {
  SRNET_ASSIGN_OR_RETURN(Tree tree, DownloadManifest(connection, interruption, digest));
  for (TreeFile& file : tree.files) {
    file.path = folder / file.digest.ToHex();
    SRNET_RETURN_IF_ERROR(DownloadBlob(connection, interruption, file.digest, file.path));
    std::error_code error;
    file.bytes = static_cast<std::int64_t>(std::filesystem::file_size(file.path, error));
    if (error) return DataLoss("{}: cannot be read: {}", file.path.native(), error.message());
  }
  return tree;
}

}  // namespace srnet::cli
