// Where blobs lie that are being removed. Internal to storage/artifacts.
#pragma once

#include <filesystem>

#include "common/digest/digest.h"

namespace srnet::artifacts {

inline std::filesystem::path RemovingFolder(const std::filesystem::path& store) { return store / "removing"; }

inline std::filesystem::path RemovingPath(const std::filesystem::path& store, const Digest& digest) {
  return RemovingFolder(store) / digest.ToHex();
}

}  // namespace srnet::artifacts
