// A folder as an artifact: a manifest blob that names the blobs of its files.
//
//   {"files":{"config.json":{"bytes":613,"sha256":"..."},"weights/a.bin":{...}}}
//
// The manifest is canonical (keys sorted, no spaces), so equal folders have equal digests wherever they lie.
// Names are relative paths of plain components: no "..", no ".", no absolute path, no backslash, no control
// character; folders without files are not kept. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "common/digest/digest.h"
#include "common/status/status.h"
#include "storage/artifacts/artifact_store.h"

namespace srnet::artifacts {

struct TreeFile {
  std::int64_t bytes = 0;
  Digest digest;
  auto operator<=>(const TreeFile&) const = default;
};

struct Tree {
  std::map<std::string, TreeFile> files;
  auto operator<=>(const Tree&) const = default;
};

std::int64_t TotalBytes(const Tree& tree);

std::string CanonicalTree(const Tree& tree);

// INVALID_ARGUMENT naming what is wrong: not JSON, not canonical, an unsafe name, a file under another file's
// name.
StatusOr<Tree> ParseTree(std::string_view text);

// NOT_FOUND: no such blob. INVALID_ARGUMENT: it is no manifest.
StatusOr<Tree> ReadTree(const ArtifactStore& store, const Digest& digest);

}  // namespace srnet::artifacts
