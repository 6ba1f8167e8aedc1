// A folder as the store keeps it: a manifest that names the blobs of its files. Any thread.
//
//   {"files":{"config.json":{"bytes":613,"sha256":"..."},"weights/a.bin":{...}}}
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::cli {

struct TreeFile {
  std::string name;  // Relative, with '/'.
  std::filesystem::path path;
  std::int64_t bytes = 0;
  Digest digest{};
};

struct Tree {
  std::vector<TreeFile> files;  // Sorted by name.
  std::string manifest;
  Digest digest;  // Of the manifest: the identity of the folder.
};

// Reads and digests every file of the folder for which `keep(name)` holds. Links are followed to files, not
// to folders. NOT_FOUND: no such folder; INVALID_ARGUMENT: nothing to keep in it.
StatusOr<Tree> ReadTree(const std::filesystem::path& folder,
                        const std::function<bool(std::string_view)>& keep);

// A folder of nothing but this file, under that name. NOT_FOUND.
StatusOr<Tree> TreeOfFile(const std::filesystem::path& file, const std::string& name);

}  // namespace srnet::cli
