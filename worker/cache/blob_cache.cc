#include "worker/cache/blob_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <tuple>

#include "common/files/errno_status.h"
#include "common/files/files.h"

namespace srnet::cache {
namespace {

namespace fs = std::filesystem;

struct Found {
  struct timespec used;
  Digest digest;
  std::int64_t bytes;
};

// The digest that the last two components of a path spell.
std::optional<Digest> DigestOf(const fs::path& file) {
  const StatusOr<Digest> digest =
      Digest::Parse(file.parent_path().filename().native() + file.filename().native());
  return digest.ok() ? std::optional<Digest>(*digest) : std::nullopt;
}

std::optional<Found> Inspect(const fs::path& file) {
  const std::optional<Digest> digest = DigestOf(file);
  struct stat info {};
  if (!digest.has_value() || ::lstat(file.c_str(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  return Found{info.st_mtim, *digest, info.st_size};
}

}  // namespace

StatusOr<std::unique_ptr<BlobCache>> BlobCache::Open(const fs::path& folder, std::int64_t max_bytes) {
  std::unique_ptr<BlobCache> cache(new BlobCache(folder, max_bytes));
  std::error_code error;
  fs::remove_all(folder / "partial", error);
  if (error) return ErrnoStatus(error.value(), "cannot clean {}", (folder / "partial").native());
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder / "blobs"));
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder / "partial"));
  SRNET_RETURN_IF_ERROR(cache->Scan());
  cache->EvictTo(max_bytes);
  return cache;
}

Status BlobCache::Scan() {
  std::vector<Found> blobs;
  std::vector<fs::path> strangers;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder_ / "blobs", error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->is_directory(error)) continue;
    if (const std::optional<Found> found = Inspect(entry->path())) {
      blobs.push_back(*found);
    } else {
      strangers.push_back(entry->path());
    }
  }
  if (error) return ErrnoStatus(error.value(), "cannot read the cache {}", folder_.native());
  for (const fs::path& stranger : strangers) fs::remove(stranger, error);
  std::ranges::sort(blobs, {}, [](const Found& found) {
    return std::tuple(found.used.tv_sec, found.used.tv_nsec, found.digest);
  });
  for (const Found& found : blobs) index_.Insert(found.digest, found.bytes);
  return absl::OkStatus();
}

fs::path BlobCache::PathOf(const Digest& digest) const {
  const std::string hex = digest.ToHex();
  return folder_ / "blobs" / hex.substr(0, 2) / hex.substr(2);
}

fs::path BlobCache::PartialPathOf(const Digest& digest) const { return folder_ / "partial" / digest.ToHex(); }

void BlobCache::Touch(const Digest& digest) {
  index_.Touch(digest);
  // Only the order after a restart depends on this, so a failure does not matter.
  ::utimensat(AT_FDCWD, PathOf(digest).c_str(), nullptr, 0);
}

void BlobCache::Unpin(const Digest& digest) {
  index_.Unpin(digest);
  EvictTo(max_bytes_);
}

Status BlobCache::MakeFolderOf(const Digest& digest) const {
  return MakeDirectories(PathOf(digest).parent_path());
}

Status BlobCache::InsertPartial(const Digest& digest, std::int64_t bytes) {
  if (Status moved = MovePartial(digest); !moved.ok()) {
    // The next download of the blob opens the file for writing.
    ::chmod(PartialPathOf(digest).c_str(), 0644);
    return moved;
  }
  Inserted(digest, bytes);
  return absl::OkStatus();
}

Status BlobCache::MovePartial(const Digest& digest) const {
  SRNET_RETURN_IF_ERROR(MakeFolderOf(digest));
  if (::rename(PartialPathOf(digest).c_str(), PathOf(digest).c_str()) == 0) return absl::OkStatus();
  return ErrnoStatus(errno, "cannot move blob {} into the cache", digest.ToHex());
}

Status BlobCache::InsertLink(const Digest& digest, std::int64_t bytes, const fs::path& file) {
  SRNET_RETURN_IF_ERROR(MakeFolderOf(digest));
  if (::link(file.c_str(), PathOf(digest).c_str()) != 0 && errno != EEXIST) {
    return ErrnoStatus(errno, "cannot link {} into the cache", file.native());
  }
  Inserted(digest, bytes);
  return absl::OkStatus();
}

void BlobCache::Inserted(const Digest& digest, std::int64_t bytes) {
  index_.Insert(digest, bytes);
  EvictTo(max_bytes_);
}

void BlobCache::EvictTo(std::int64_t max_bytes) {
  for (const Digest& digest : index_.Evict(max_bytes)) ::unlink(PathOf(digest).c_str());
}

}  // namespace srnet::cache
