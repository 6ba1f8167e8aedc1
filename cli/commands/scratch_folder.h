// A fresh folder for what is on its way to the store; gone with the object. Any thread.
#pragma once

#include <filesystem>
#include <utility>

#include "common/status/status.h"

namespace srnet::cli {

class ScratchFolder {
 public:
  // Under TMPDIR. RESOURCE_EXHAUSTED or PERMISSION_DENIED names it.
  static StatusOr<ScratchFolder> Make();
  ScratchFolder(ScratchFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  ScratchFolder& operator=(ScratchFolder&&) = delete;
  ~ScratchFolder();

  const std::filesystem::path& path() const { return path_; }

 private:
  explicit ScratchFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // Empty once moved away.
};

}  // namespace srnet::cli
