#include "storage/artifacts/tree.h"

#include <nlohmann/json.hpp>

#include "common/files/safe_name.h"

namespace srnet::artifacts {
namespace {

using nlohmann::json;

constexpr std::int64_t kManifestLimit = 64 << 20;

// A manifest is JSON, which has no other text.
bool IsUtf8(std::string_view name) {
  try {
    return !json(std::string(name)).dump().empty();
  } catch (const json::exception&) {
    return false;
  }
}

// INVALID_ARGUMENT unless the name is safe.
Status CheckTreeName(std::string_view name) {
  if (IsUtf8(name) && name.size() <= 4096 && IsSafeRelativeName(name)) return Status();
  return InvalidArgument("\"{}\" is no safe relative file name", name);
}

// "a" and "a/b": one of them would have to be a file and a folder.
Status CheckNoFileIsFolder(const Tree& tree) {
  for (const auto& [name, file] : tree.files) {
    for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
      if (!tree.files.contains(name.substr(0, slash))) continue;
      return InvalidArgument("a tree has both the file \"{}\" and \"{}\"", name.substr(0, slash), name);
    }
  }
  return Status();
}

StatusOr<TreeFile> ParseFile(const std::string& name, const json& value) {
  if (!value.is_object() || value.size() != 2 || !value.contains("bytes") || !value.contains("sha256") ||
      !value["bytes"].is_number_unsigned() || !value["sha256"].is_string()) {
    return InvalidArgument("files.\"{}\" of a tree must be {{\"bytes\":...,\"sha256\":...}}", name);
  }
  TreeFile file;
  file.bytes = value["bytes"].get<std::int64_t>();
  if (file.bytes < 0) return InvalidArgument("files.\"{}\" of a tree has too many bytes", name);
  SRNET_ASSIGN_OR_RETURN(file.digest, Digest::Parse(value["sha256"].get_ref<const std::string&>()));
  return file;
}

}  // namespace

std::int64_t TotalBytes(const Tree& tree) {
  std::int64_t bytes = 0;
  for (const auto& [name, file] : tree.files) bytes += file.bytes;
  return bytes;
}

// The map and the library both sort names bytewise.
std::string CanonicalTree(const Tree& tree) {
  json files = json::object();
  for (const auto& [name, file] : tree.files) {
    files[name] = {{"bytes", file.bytes}, {"sha256", file.digest.ToHex()}};
  }
  return json{{"files", std::move(files)}}.dump(-1, ' ', false, json::error_handler_t::replace);
}

StatusOr<Tree> ParseTree(std::string_view text) {
  const json document = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || document.size() != 1 || !document.contains("files") ||
      !document["files"].is_object()) {
    return InvalidArgument("a tree must be {{\"files\":{{...}}}}, this is \"{}\"", text.substr(0, 80));
  }
  Tree tree;
  for (const auto& [name, value] : document["files"].items()) {
    SRNET_RETURN_IF_ERROR(CheckTreeName(name));
    SRNET_ASSIGN_OR_RETURN(tree.files[name], ParseFile(name, value));
  }
  if (tree.files.empty()) return InvalidArgument("a tree has no file");
  SRNET_RETURN_IF_ERROR(CheckNoFileIsFolder(tree));
  // Repeated names, spaces, another order: all would give one folder several digests.
  if (CanonicalTree(tree) != text) return InvalidArgument("a tree is not in its canonical form");
  return tree;
}

StatusOr<Tree> ReadTree(const ArtifactStore& store, const Digest& digest) {
  StatusOr<std::string> text = store.Get(digest, kManifestLimit);
  if (absl::IsResourceExhausted(text.status())) {
    return InvalidArgument("blob {} is too large for the manifest of a tree", digest.ToHex());
  }
  if (!text.ok()) return text.status();
  StatusOr<Tree> tree = ParseTree(*text);
  if (!tree.ok()) return Annotate(tree.status(), fmt::format("blob {}", digest.ToHex()));
  return tree;
}

}  // namespace srnet::artifacts
