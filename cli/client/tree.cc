#include "cli/client/tree.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "common/digest/sha256.h"
#include "common/json/write.h"

namespace srnet::cli {
namespace {

namespace fs = std::filesystem;

StatusOr<std::vector<TreeFile>> ListFiles(const fs::path& folder,
                                          const std::function<bool(std::string_view)>& keep) {
  std::vector<TreeFile> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const std::string name = entry->path().lexically_relative(folder).generic_string();
    std::error_code ignored;
    if (!entry->is_regular_file(ignored) || !keep(name)) continue;
    files.push_back({.name = name, .path = entry->path()});
  }
  if (error) return NotFound("{}: cannot be read: {}", folder.native(), error.message());
  std::sort(files.begin(), files.end(), [](const TreeFile& a, const TreeFile& b) { return a.name < b.name; });
  return files;
}

std::string ManifestOf(const std::vector<TreeFile>& files) {
  std::string text = "{\"files\":{";
  for (const TreeFile& file : files) {
    if (&file != &files.front()) text += ',';
    json::AppendString(text, file.name);
    text += ":{\"bytes\":";
    json::AppendInteger(text, file.bytes);
    text += ",\"sha256\":\"" + file.digest.ToHex() + "\"}";
  }
  return text + "}}";
}

// With sizes, digests and manifest.
StatusOr<Tree> Digested(Tree tree) {
  std::error_code error;
  for (TreeFile& file : tree.files) {
    file.bytes = static_cast<std::int64_t>(fs::file_size(file.path, error));
    if (error) return NotFound("{}: cannot be read: {}", file.path.native(), error.message());
    SRNET_ASSIGN_OR_RETURN(file.digest, DigestOfFile(file.path));
  }
  tree.manifest = ManifestOf(tree.files);
  tree.digest = DigestOf(tree.manifest);
  return tree;
}

}  // namespace

StatusOr<Tree> ReadTree(const fs::path& folder, const std::function<bool(std::string_view)>& keep) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) return NotFound("{}: is not a folder", folder.native());
  Tree tree;
  SRNET_ASSIGN_OR_RETURN(tree.files, ListFiles(folder, keep));
  if (tree.files.empty())
    return InvalidArgument("{}: holds none of the files that are looked for", folder.native());
  return Digested(std::move(tree));
}

StatusOr<Tree> TreeOfFile(const fs::path& file, const std::string& name) {
  Tree tree;
  tree.files.push_back({.name = name, .path = file});
  return Digested(std::move(tree));
}

}  // namespace srnet::cli
