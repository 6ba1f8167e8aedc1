#include "worker/trainer/products.h"

#include <system_error>

#include "common/digest/sha256.h"
#include "common/files/errno_status.h"
#include "common/files/files.h"

namespace srnet::trainer {
namespace {

namespace fs = std::filesystem;

Status FileStatus(const std::error_code& error, std::string_view what, const fs::path& path) {
  return error ? ErrnoStatus(error.value(), "cannot {} {}", what, path.native()) : absl::OkStatus();
}

}  // namespace

StatusOr<Products> Products::Open(const fs::path& output) {
  Products products(output);
  std::error_code error;
  fs::remove_all(products.Staging(), error);
  SRNET_RETURN_IF_ERROR(FileStatus(error, "clear", products.Staging()));
  SRNET_RETURN_IF_ERROR(MakeDirectories(products.Staging()));
  return products;
}

fs::path Products::Stage(const std::string& artifact, const std::string& file) {
  staged_.push_back({artifact, file});
  return Staging() / file;
}

Status Products::StageFrom(const fs::path& source, const std::string& artifact, const std::string& file) {
  const fs::path target = Stage(artifact, file);
  std::error_code error;
  fs::create_hard_link(source, target, error);
  if (!error) return absl::OkStatus();
  return CopyFile(source, target);
}

Status Products::Publish(Reporter& reporter) {
  std::vector<trainer_protocol::Artifact> artifacts;
  std::error_code error;
  for (const Staged& staged : staged_) {
    const fs::path path = Staging() / staged.file;
    SRNET_ASSIGN_OR_RETURN(const Digest digest, DigestOfFile(path));
    const auto bytes = static_cast<std::int64_t>(fs::file_size(path, error));
    SRNET_RETURN_IF_ERROR(FileStatus(error, "measure", path));
    fs::rename(path, output_ / staged.file, error);
    SRNET_RETURN_IF_ERROR(FileStatus(error, "rename", path));
    artifacts.push_back({.name = staged.artifact, .file = staged.file, .digest = digest, .bytes = bytes});
  }
  SRNET_RETURN_IF_ERROR(SyncDirectory(output_));
  fs::remove_all(Staging(), error);
  for (const auto& artifact : artifacts) reporter.Report(artifact);
  return absl::OkStatus();
}

}  // namespace srnet::trainer
