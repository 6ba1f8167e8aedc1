// What has its name only once it is whole: a file or folder that is written beside its place and then
// renamed.
//
//   SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::Folder(output));
//   ... write into incoming.path() ...
//   return incoming.Arrive();
//
// Fails as files.h does. One thread at a time; two on their way to one place are safe, of files the last one
// wins.
#pragma once

#include <filesystem>
#include <utility>

#include "common/status/status.h"

namespace srnet {

class Incoming {
 public:
  // An empty file. The folder of `place` must exist; FAILED_PRECONDITION: `place` is a folder.
  static StatusOr<Incoming> File(const std::filesystem::path& place);

  // An empty folder; missing parents are made. ALREADY_EXISTS: `place` is there and is not an empty folder;
  // INVALID_ARGUMENT: it has no name of its own, as ".", which nothing can be renamed to.
  static StatusOr<Incoming> Folder(const std::filesystem::path& place);

  Incoming(Incoming&& other) noexcept
      : place_(std::move(other.place_)), path_(std::exchange(other.path_, {})) {}
  Incoming& operator=(Incoming&&) = delete;
  ~Incoming();  // Removes what has not arrived.

  // Where it is written until it arrives.
  const std::filesystem::path& path() const { return path_; }
  // Where it is going, without a slash at its end.
  const std::filesystem::path& place() const { return place_; }

  // Gives it its name, durably, in the place of the file or the empty folder that may be there.
  Status Arrive();

 private:
  Incoming(std::filesystem::path place, std::filesystem::path path)
      : place_(std::move(place)), path_(std::move(path)) {}

  std::filesystem::path place_;
  std::filesystem::path path_;  // Empty once arrived or moved away.
};

}  // namespace srnet
