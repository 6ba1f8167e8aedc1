// A folder that came as an artifact: its manifest read, its files put in place. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "common/digest/digest.h"
#include "common/status/status.h"

namespace srnet::cache {

struct TreeFile {
  Digest digest;
  std::int64_t bytes = 0;
};

// Relative path -> file.
using Tree = std::map<std::string, TreeFile>;

// Reads {"files":{"config.json":{"bytes":613,"sha256":"..."},...}}. INVALID_ARGUMENT names the member; so
// does a file name that could lead out of the folder (absolute, "..", ".", empty components, NUL).
StatusOr<Tree> ParseTree(std::string_view manifest);

// Makes `folder` and in it a hard link to `blob_path(digest)` under every name. Fails when something is in
// the way.
Status MaterialiseTree(const Tree& tree, const std::function<std::filesystem::path(const Digest&)>& blob_path,
                       const std::filesystem::path& folder);

// A hard link, with the folders above it.
Status LinkFile(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace srnet::cache
