#include "storage/artifacts/artifact_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <system_error>

#include "common/digest/sha256.h"
#include "common/files/errno_status.h"
#include "common/files/files.h"
#include "storage/artifacts/file_io.h"
#include "storage/artifacts/removing_folder.h"

namespace srnet::artifacts {
namespace {

namespace fs = std::filesystem;

fs::path IncomingFolder(const fs::path& folder) { return folder / "incoming"; }

// A temporary file that is gone at the end of the scope unless it was published or kept.
class Temporary {
 public:
  static StatusOr<Temporary> Create(const fs::path& store) {
    static std::atomic<std::uint64_t> counter{0};
    Temporary temporary;
    temporary.path_ = IncomingFolder(store) / fmt::format("local-{}-{}", ::getpid(), counter.fetch_add(1));
    temporary.file_ =
        FileDescriptor(::open(temporary.path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (temporary.file_.valid()) return temporary;
    return ErrnoStatus(errno, "cannot create {}", temporary.path_.native());
  }

  Temporary(Temporary&&) = default;
  ~Temporary() {
    if (file_.valid()) ::unlink(path_.c_str());
  }

  Status PublishAs(const fs::path& blob) {
    SRNET_RETURN_IF_ERROR(Publish(file_, path_, blob));
    file_.Reset();
    return Status();
  }

  const FileDescriptor& file() const { return file_; }
  const fs::path& path() const { return path_; }

 private:
  Temporary() = default;

  fs::path path_;
  FileDescriptor file_;
};

Status RemoveLeftovers(const fs::path& incoming) {
  std::error_code error;
  for (fs::directory_iterator it(incoming, error), end; !error && it != end; it.increment(error)) {
    fs::remove(it->path(), error);
    if (error) break;
  }
  if (!error) return Status();
  return ErrnoStatus(error.value(), "cannot empty {}", incoming.native());
}

// The file of an upload, locked: the lock belongs to the open file, so it also keeps threads of one process
// apart.
StatusOr<FileDescriptor> OpenIncoming(const fs::path& path) {
  FileDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!file.valid()) return ErrnoStatus(errno, "cannot open {}", path.native());
  if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
  if (errno != EWOULDBLOCK) return ErrnoStatus(errno, "cannot lock {}", path.native());
  return Aborted("{} is being uploaded by another: wait for that upload, or try again later",
                 path.filename().native());
}

// Whether the file leads from the path still. Between our open and our lock another upload may have published
// it, and between our open and our use of it a collection may have removed it.
bool IsStillNamed(const FileDescriptor& file, const fs::path& path) {
  struct stat ours {};
  struct stat named {};
  return ::fstat(file.get(), &ours) == 0 && ::stat(path.c_str(), &named) == 0 &&
         ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

// What a process that was killed had begun to remove: somebody may have been told meanwhile that it is there.
Status PutBackRemoved(const ArtifactStore& store) {
  const fs::path removing = RemovingFolder(store.folder());
  std::error_code error;
  for (fs::directory_iterator it(removing, error), end; !error && it != end; it.increment(error)) {
    const StatusOr<Digest> digest = Digest::Parse(it->path().filename().native());
    if (!digest.ok()) continue;
    fs::rename(it->path(), store.PathOf(*digest), error);
    if (error) break;
  }
  if (!error) return Status();
  return ErrnoStatus(error.value(), "cannot put back what is in {}", removing.native());
}

}  // namespace

StatusOr<ArtifactStore> ArtifactStore::Open(const fs::path& folder, std::int64_t disk_reserve) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder / "blobs"));
  SRNET_RETURN_IF_ERROR(MakeDirectories(IncomingFolder(folder)));
  SRNET_RETURN_IF_ERROR(MakeDirectories(RemovingFolder(folder)));
  SRNET_RETURN_IF_ERROR(RemoveLeftovers(IncomingFolder(folder)));
  ArtifactStore store(folder, disk_reserve);
  SRNET_RETURN_IF_ERROR(PutBackRemoved(store));
  return store;
}

Status ArtifactStore::RemoveAbandoned(std::chrono::seconds idle) const {
  const fs::path incoming = IncomingFolder(folder_);
  const auto limit = fs::file_time_type::clock::now() - idle;
  std::error_code error;
  for (fs::directory_iterator it(incoming, error), end; !error && it != end; it.increment(error)) {
    if (!Digest::Parse(it->path().filename().native()).ok()) continue;  // One of our own, under way.
    std::error_code gone;                                               // Finished in this moment.
    if (it->last_write_time(gone) > limit || gone) continue;
    // Held until the name is gone, so that no upload goes on in a file that has none.
    const StatusOr<FileDescriptor> lock = OpenIncoming(it->path());
    if (lock.ok() && IsStillNamed(*lock, it->path())) ::unlink(it->path().c_str());
  }
  if (!error) return Status();
  return ErrnoStatus(error.value(), "cannot look through {}", incoming.native());
}

fs::path ArtifactStore::PathOf(const Digest& digest) const {
  const std::string hex = digest.ToHex();
  return folder_ / "blobs" / hex.substr(0, 2) / hex.substr(2);
}

StatusOr<Upload> ArtifactStore::BeginUpload(const Digest& digest, std::int64_t bytes) const {
  if (bytes < 0) return InvalidArgument("upload of {}: {} bytes", digest.ToHex(), bytes);
  Upload upload;
  upload.digest_ = digest;
  upload.bytes_ = bytes;
  upload.blob_ = PathOf(digest);
  upload.incoming_ = IncomingFolder(folder_) / digest.ToHex();
  // The blob is looked for after the lock is held: an upload that finishes meanwhile is seen.
  SRNET_ASSIGN_OR_RETURN(FileDescriptor file, OpenIncoming(upload.incoming_));
  const StatusOr<std::int64_t> there = StatDurably(digest);
  if (there.ok()) {
    if (IsStillNamed(file, upload.incoming_)) ::unlink(upload.incoming_.c_str());
    if (*there != bytes)
      return InvalidArgument("blob {} has {} bytes, not {}", digest.ToHex(), *there, bytes);
    upload.offset_ = bytes;
    return upload;
  }
  if (!absl::IsNotFound(there.status())) return there.status();
  if (!IsStillNamed(file, upload.incoming_)) {
    return Aborted("{} was being uploaded by another: try again", digest.ToHex());
  }
  upload.file_ = std::move(file);
  SRNET_ASSIGN_OR_RETURN(const std::int64_t arrived, SizeOf(upload.file_, upload.incoming_));
  upload.disk_reserve_ = disk_reserve_;
  SRNET_RETURN_IF_ERROR(CheckRoom(upload.incoming_, bytes - arrived, disk_reserve_));
  if (arrived > bytes) {
    SRNET_RETURN_IF_ERROR(upload.Restart());  // The earlier sender announced another size.
    return upload;
  }
  SRNET_RETURN_IF_ERROR(ReadPieces(upload.file_, arrived, upload.incoming_, [&](std::string_view piece) {
    upload.hash_.Update(piece);
    return Status();
  }));
  ::lseek(upload.file_.get(), arrived, SEEK_SET);
  upload.offset_ = arrived;
  return upload;
}

StatusOr<Blob> ArtifactStore::OpenBlob(const Digest& digest) const {
  Blob blob;
  blob.digest_ = digest;
  blob.path_ = PathOf(digest);
  StatusOr<FileDescriptor> file = OpenRegularFile(blob.path_);
  if (absl::IsNotFound(file.status())) return NotFound("there is no blob {}", digest.ToHex());
  if (!file.ok()) return file.status();
  blob.file_ = *std::move(file);
  SRNET_ASSIGN_OR_RETURN(blob.bytes_, SizeOf(blob.file_, blob.path_));
  return blob;
}

StatusOr<std::int64_t> ArtifactStore::Stat(const Digest& digest) const {
  SRNET_ASSIGN_OR_RETURN(const Blob blob, OpenBlob(digest));
  return blob.bytes();
}

bool ArtifactStore::Contains(const Digest& digest) const { return Stat(digest).ok(); }

// The time is set before the name is looked at, and a collection looks at the time after it has taken the
// name away: so one of the two sees what the other did. What is on its way out is fetched back by its name,
// which only one of the two can take.
StatusOr<std::int64_t> ArtifactStore::Renew(const Digest& digest) const {
  while (true) {
    StatusOr<Blob> blob = OpenBlob(digest);
    if (!blob.ok() && !absl::IsNotFound(blob.status())) return blob.status();
    if (blob.ok()) {
      // Somebody else's file, for example one of a backup, keeps its time; no collection takes it.
      if (::futimens(blob->file_.get(), nullptr) != 0 && errno != EPERM && errno != EACCES)
        return ErrnoStatus(errno, "cannot renew {}", blob->path_.native());
      if (IsStillNamed(blob->file_, blob->path_)) return blob->bytes();
    }
    if (::rename(RemovingPath(folder_, digest).c_str(), PathOf(digest).c_str()) != 0)
      return NotFound("there is no blob {}", digest.ToHex());
  }
}

// The content was made durable before the name was given. The folder of the name may be as new as the name.
StatusOr<std::int64_t> ArtifactStore::StatDurably(const Digest& digest) const {
  SRNET_ASSIGN_OR_RETURN(const std::int64_t bytes, Renew(digest));
  const fs::path names = PathOf(digest).parent_path();
  SRNET_RETURN_IF_ERROR(SyncDirectory(names));
  SRNET_RETURN_IF_ERROR(SyncDirectory(names.parent_path()));
  return bytes;
}

std::int64_t ArtifactStore::IncomingBytes(const Digest& digest) const {
  std::error_code error;
  const std::uintmax_t bytes = fs::file_size(IncomingFolder(folder_) / digest.ToHex(), error);
  return error ? 0 : static_cast<std::int64_t>(bytes);
}

std::optional<std::int64_t> ArtifactStore::FreeBytes() const {
  const std::optional<std::int64_t> available = AvailableBytes(folder_);
  if (!available) return std::nullopt;
  return std::max<std::int64_t>(*available - disk_reserve_, 0);
}

StatusOr<Digest> ArtifactStore::Put(std::string_view bytes) const {
  const Digest digest = DigestOf(bytes);
  const StatusOr<std::int64_t> there = StatDurably(digest);
  if (there.ok()) return digest;
  if (!absl::IsNotFound(there.status())) return there.status();
  SRNET_ASSIGN_OR_RETURN(Temporary temporary, Temporary::Create(folder_));
  SRNET_RETURN_IF_ERROR(WriteAll(temporary.file(), bytes, temporary.path()));
  SRNET_RETURN_IF_ERROR(temporary.PublishAs(PathOf(digest)));
  return digest;
}

StatusOr<std::string> ArtifactStore::Get(const Digest& digest, std::int64_t limit) const {
  SRNET_ASSIGN_OR_RETURN(const Blob blob, OpenBlob(digest));
  if (blob.bytes() > limit) {
    return ResourceExhausted("blob {} has {} bytes, more than the {} allowed here", digest.ToHex(),
                             blob.bytes(), limit);
  }
  SRNET_ASSIGN_OR_RETURN(std::string bytes, blob.Read(0, blob.bytes()));
  if (DigestOf(bytes) == digest) return bytes;
  return DataLoss("{} no longer has the content of its name: restore it from a backup", blob.path_.native());
}

}  // namespace srnet::artifacts
