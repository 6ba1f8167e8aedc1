#include "storage/artifacts/collection.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

#include "common/files/errno_status.h"
#include "storage/artifacts/removing_folder.h"

namespace srnet::artifacts {
namespace {

namespace fs = std::filesystem;

// Nothing when it is no file of ours, or gone.
std::optional<StoredBlob> Look(const fs::path& path, const Digest& digest) {
  struct stat info {};
  if (::lstat(path.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  if (::geteuid() != 0 && info.st_uid != ::geteuid()) return std::nullopt;
  std::error_code gone;
  const FileTime renewed = fs::last_write_time(path, gone);
  if (gone) return std::nullopt;
  return StoredBlob{digest, static_cast<std::int64_t>(info.st_size), renewed};
}

Status ListFolder(const fs::path& folder, std::vector<StoredBlob>& blobs) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    const StatusOr<Digest> digest =
        Digest::Parse(folder.filename().native() + it->path().filename().native());
    if (!digest.ok()) continue;
    const std::optional<StoredBlob> blob = Look(it->path(), *digest);
    if (blob) blobs.push_back(*blob);
  }
  if (!error) return Status();
  return ErrnoStatus(error.value(), "cannot look through {}", folder.native());
}

Status Rename(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) == 0) return Status();
  return ErrnoStatus(errno, "cannot rename {} to {}", from.native(), to.native());
}

}  // namespace

StatusOr<std::vector<StoredBlob>> ListBlobs(const ArtifactStore& store) {
  const fs::path folder = store.folder() / "blobs";
  std::vector<StoredBlob> blobs;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    // Others may have put something there, such as the lost+found of a file system.
    const bool has_blobs = it->path().filename().native().size() == 2 && it->is_directory(error);
    if (has_blobs) SRNET_RETURN_IF_ERROR(ListFolder(it->path(), blobs));
  }
  if (error) return ErrnoStatus(error.value(), "cannot look through {}", folder.native());
  std::sort(blobs.begin(), blobs.end(),
            [](const StoredBlob& a, const StoredBlob& b) { return a.digest < b.digest; });
  return blobs;
}

StatusOr<bool> RemoveUnlessRenewed(const ArtifactStore& store, const Digest& digest, FileTime before) {
  const fs::path blob = store.PathOf(digest);
  const fs::path removing = RemovingPath(store.folder(), digest);
  const auto is_old = [&](const fs::path& path) {
    const std::optional<StoredBlob> there = Look(path, digest);
    return there && there->renewed < before;
  };
  if (!is_old(blob)) return false;
  if (const Status moved = Rename(blob, removing); !moved.ok()) {
    return absl::IsNotFound(moved) ? StatusOr<bool>(false) : StatusOr<bool>(moved);
  }
  if (is_old(removing)) {
    if (::unlink(removing.c_str()) == 0) return true;
    if (errno != ENOENT) return ErrnoStatus(errno, "cannot remove {}", removing.native());
    return false;
  }
  Status put_back = Rename(removing, blob);
  if (put_back.ok() || absl::IsNotFound(put_back)) return false;
  return put_back;
}

Status RenewAll(const ArtifactStore& store, std::span<const Digest> digests) {
  for (const Digest& digest : digests) SRNET_RETURN_IF_ERROR(store.Renew(digest).status());
  return Status();
}

}  // namespace srnet::artifacts
