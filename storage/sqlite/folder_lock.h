// Ownership of a state folder: while one process holds it, no other can open the folder.
//
// The lock is an advisory lock on the file `lock` in the folder, which also names the holder. The kernel
// drops it when the holder dies, however it dies, so there is never a stale lock to remove. Held until
// destruction; any thread.
#pragma once

#include <filesystem>

#include "common/files/file_descriptor.h"
#include "common/status/status.h"

namespace srnet::sqlite {

class FolderLock {
 public:
  // FAILED_PRECONDITION when another holds it; the message names the folder and the process.
  static StatusOr<FolderLock> Acquire(const std::filesystem::path& folder);

 private:
  explicit FolderLock(FileDescriptor file) : file_(std::move(file)) {}

  FileDescriptor file_;
};

}  // namespace srnet::sqlite
