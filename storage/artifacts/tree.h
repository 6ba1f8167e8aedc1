// A folder as an artifact: a manifest blob that names the blobs of its files.
//
//   {"files":{"config.json":{"bytes":613,"sha256":"..."},"weights/a.bin":{...}}}
//
// The manifest is canonical (keys sorted, no spaces), so equal folders have equal digests wherever they lie.
// Names are relative paths of plain components: no "..", no ".", no absolute path, no backslash, no control
// character; folders without files are not kept, and symbolic links and special files are refused. Any
// thread.
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

// INVALID_ARGUMENT unless the name is safe.
Status CheckTreeName(std::string_view name);

// Stores the files and the manifest; returns the manifest's digest. NOT_FOUND, INVALID_ARGUMENT (a link, a
// special file, an unsafe name, no file at all).
StatusOr<Digest> PutTree(const ArtifactStore& store, const std::filesystem::path& folder);

// NOT_FOUND: no such blob. INVALID_ARGUMENT: it is no manifest.
StatusOr<Tree> ReadTree(const ArtifactStore& store, const Digest& digest);

// Writes the tree as `folder`, which appears whole or not at all. ALREADY_EXISTS: something is there.
// NOT_FOUND: a file's blob is missing, named. DATA_LOSS: a blob no longer has its digest.
Status MaterialiseTree(const ArtifactStore& store, const Digest& digest, const std::filesystem::path& folder);

}  // namespace srnet::artifacts
