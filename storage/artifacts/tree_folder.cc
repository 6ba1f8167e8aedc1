// PutTree, ReadTree and MaterialiseTree: between trees and folders.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "storage/artifacts/file_io.h"
#include "storage/artifacts/tree.h"

namespace srnet::artifacts {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kManifestLimit = 64 << 20;

Status CheckEntry(const fs::directory_entry& entry, std::error_code& error) {
  if (entry.is_symlink(error)) {
    return InvalidArgument("{} is a symbolic link: a tree has plain files only", entry.path().native());
  }
  if (!error && !entry.is_regular_file(error) && !entry.is_directory(error)) {
    return InvalidArgument("{} is no plain file: a tree has plain files only", entry.path().native());
  }
  return Status();
}

StatusOr<std::vector<fs::path>> ListFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    SRNET_RETURN_IF_ERROR(CheckEntry(*it, error));
    if (!error && it->is_regular_file(error)) files.push_back(it->path());
    if (error) break;
  }
  if (error) return ErrnoStatus(error.value(), "cannot read the folder {}", folder.native());
  if (files.empty()) return InvalidArgument("the folder {} has no file", folder.native());
  return files;
}

// A folder beside the target, removed at the end of the scope unless it was renamed.
class StagingFolder {
 public:
  static StatusOr<StagingFolder> Create(const fs::path& target) {
    static std::atomic<std::uint64_t> counter{0};
    StagingFolder staging;
    staging.path_ = fmt::format("{}.{}-{}.tmp", target.native(), ::getpid(), counter.fetch_add(1));
    SRNET_RETURN_IF_ERROR(MakeDirectories(staging.path_));
    return staging;
  }

  StagingFolder(StagingFolder&& other) noexcept : path_(std::exchange(other.path_, fs::path())) {}
  ~StagingFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

  Status RenameTo(const fs::path& target) {
    SRNET_RETURN_IF_ERROR(SyncDirectory(path_));
    if (::rename(path_.c_str(), target.c_str()) != 0) {
      return ErrnoStatus(errno, "cannot rename {} to {}", path_.native(), target.native());
    }
    path_.clear();
    return SyncDirectory(target.parent_path());
  }

 private:
  StagingFolder() = default;

  fs::path path_;
};

Status WriteBlob(const ArtifactStore& store, const TreeFile& file, const fs::path& path) {
  const fs::path blob = store.PathOf(file.digest);
  StatusOr<FileDescriptor> source = OpenRegularFile(blob);
  if (absl::IsNotFound(source.status())) {
    return NotFound("blob {} of the file {} is not there", file.digest.ToHex(), path.filename().native());
  }
  if (!source.ok()) return source.status();
  SRNET_RETURN_IF_ERROR(MakeDirectories(path.parent_path()));
  const FileDescriptor target(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!target.valid()) return ErrnoStatus(errno, "cannot create {}", path.native());
  SRNET_ASSIGN_OR_RETURN(const Content content, CopyContent(*source, blob, target, path));
  if (content.digest != file.digest || content.bytes != file.bytes) {
    return DataLoss("{} no longer has the content of its name: restore it from a backup", blob.native());
  }
  if (::fsync(target.get()) != 0) return ErrnoStatus(errno, "cannot fsync {}", path.native());
  return Status();
}

}  // namespace

StatusOr<Digest> PutTree(const ArtifactStore& store, const fs::path& folder) {
  SRNET_ASSIGN_OR_RETURN(const std::vector<fs::path> paths, ListFiles(folder));
  Tree tree;
  for (const fs::path& path : paths) {
    const std::string name = path.lexically_relative(folder).generic_string();
    SRNET_RETURN_IF_ERROR(CheckTreeName(name));
    TreeFile& file = tree.files[name];
    SRNET_ASSIGN_OR_RETURN(file.digest, store.ImportFile(path, Import::kCopy));
    SRNET_ASSIGN_OR_RETURN(file.bytes, store.Stat(file.digest));
  }
  return store.Put(CanonicalTree(tree));
}

StatusOr<Tree> ReadTree(const ArtifactStore& store, const Digest& digest) {
  StatusOr<std::string> text = store.Get(digest, kManifestLimit);
  if (absl::IsResourceExhausted(text.status())) {
    return InvalidArgument("blob {} is too large for the manifest of a tree", digest.ToHex());
  }
  if (!text.ok()) return text.status();
  StatusOr<Tree> tree = ParseTree(*text);
  if (!tree.ok()) return Annotate(tree.status(), fmt::format("blob {}", digest.ToHex()));
  return tree;
}

Status MaterialiseTree(const ArtifactStore& store, const Digest& digest, const fs::path& folder) {
  fs::path target = fs::absolute(folder).lexically_normal();
  if (!target.has_filename()) target = target.parent_path();  // "out/" is "out".
  std::error_code error;
  if (fs::exists(fs::symlink_status(target, error)))
    return AlreadyExists("{} is there already", target.native());
  SRNET_ASSIGN_OR_RETURN(const Tree tree, ReadTree(store, digest));
  SRNET_ASSIGN_OR_RETURN(StagingFolder staging, StagingFolder::Create(target));
  for (const auto& [name, file] : tree.files) {
    SRNET_RETURN_IF_ERROR(WriteBlob(store, file, staging.path() / name));
  }
  return staging.RenameTo(target);
}

}  // namespace srnet::artifacts
