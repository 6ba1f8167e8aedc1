// Waits for what other programs write to files: the kernel says when something has changed, nothing is
// polled. One thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

#include "common/files/file_descriptor.h"

namespace srnet::testing {

class FolderWatch {
 public:
  // Of the files that lie in the folder itself.
  explicit FolderWatch(const std::filesystem::path& folder);

  // Looks at the condition now and after every change; whether it held before the time was over.
  bool Await(std::chrono::milliseconds patience, const std::function<bool()>& condition) const;

 private:
  FileDescriptor changes_;
};

}  // namespace srnet::testing
