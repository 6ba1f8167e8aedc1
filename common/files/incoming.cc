#include "common/files/incoming.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <system_error>

#include "common/files/errno_status.h"
#include "common/files/file_descriptor.h"
#include "common/files/files.h"

namespace srnet {
namespace {

namespace fs = std::filesystem;

// A name beside `place` that no other writer of this or another process uses.
fs::path TemporaryNameFor(const fs::path& place) {
  static std::atomic<std::uint64_t> counter{0};
  return fmt::format("{}.{}-{}.tmp", place.native(), ::getpid(), counter.fetch_add(1));
}

// `make` is given a name and returns the errno of making something there. Returns the name that was free: a
// process of the same id may have died here before.
template <typename Make>
StatusOr<fs::path> MakeBeside(const fs::path& place, const Make& make) {
  while (true) {
    fs::path path = TemporaryNameFor(place);
    const int error = make(path);
    if (error == 0) return path;
    if (error != EEXIST) return ErrnoStatus(error, "cannot create {}", place.native());
  }
}

int MakeFile(const fs::path& path) {
  const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  return file.valid() ? 0 : errno;
}

int MakeFolder(const fs::path& path) { return ::mkdir(path.c_str(), 0755) == 0 ? 0 : errno; }

Status CheckIsFree(const fs::path& place) {
  std::error_code error;
  const bool is_taken =
      fs::exists(place, error) && !(fs::is_directory(place, error) && fs::is_empty(place, error));
  if (error) return ErrnoStatus(error.value(), "cannot look into {}", place.native());
  if (!is_taken) return absl::OkStatus();
  return AlreadyExists("{} exists and is not an empty folder: name one that is empty, or that is not there",
                       place.native());
}

}  // namespace

StatusOr<Incoming> Incoming::File(const fs::path& place) {
  std::error_code ignored;
  if (fs::is_directory(place, ignored))
    return FailedPrecondition("{} is a folder: name a file", place.native());
  SRNET_ASSIGN_OR_RETURN(fs::path path, MakeBeside(place, MakeFile));
  return Incoming(place, std::move(path));
}

StatusOr<Incoming> Incoming::Folder(const fs::path& folder) {
  const fs::path place = folder.has_filename() ? folder : folder.parent_path();
  if (!place.has_filename() || place.filename() == "." || place.filename() == "..")
    return InvalidArgument("\"{}\" is no name for a new folder: give it one", folder.native());
  SRNET_RETURN_IF_ERROR(CheckIsFree(place));
  SRNET_RETURN_IF_ERROR(MakeDirectories(ParentOf(place)));
  SRNET_ASSIGN_OR_RETURN(fs::path path, MakeBeside(place, MakeFolder));
  return Incoming(place, std::move(path));
}

Incoming::~Incoming() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

Status Incoming::Arrive() {
  if (::rename(path_.c_str(), place_.c_str()) != 0)
    return ErrnoStatus(errno, "cannot rename {} to {}", path_.native(), place_.native());
  path_.clear();
  return SyncDirectory(ParentOf(place_));
}

}  // namespace srnet
