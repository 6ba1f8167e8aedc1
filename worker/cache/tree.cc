#include "worker/cache/tree.h"

#include <errno.h>
#include <unistd.h>

#include <system_error>

#include "common/files/errno_status.h"
#include "common/json/object_reader.h"
#include "common/json/value.h"

namespace srnet::cache {
namespace {

namespace fs = std::filesystem;

constexpr json::Limits kManifestLimits{
    .max_bytes = std::size_t{64} << 20, .max_depth = 4, .max_members = 100'000};

Status CheckName(std::string_view name) {
  std::string_view rest = name;
  while (true) {
    const std::size_t end = rest.find('/');
    const std::string_view component = rest.substr(0, end);
    if (component.empty() || component == "." || component == ".." ||
        component.find('\0') != component.npos) {
      return InvalidArgument("the file name \"{}\" of a tree is not a plain relative path", name);
    }
    if (end == std::string_view::npos) return absl::OkStatus();
    rest.remove_prefix(end + 1);
  }
}

StatusOr<TreeFile> ReadTreeFile(const json::Value& value, std::string path) {
  json::ObjectReader object(value, path);
  TreeFile file;
  std::string hex;
  object.Read("bytes", file.bytes);
  object.Read("sha256", hex);
  SRNET_RETURN_IF_ERROR(object.Finish());
  if (file.bytes < 0) return InvalidArgument("{}.bytes is negative", path);
  SRNET_ASSIGN_OR_RETURN(file.digest, Digest::Parse(hex));
  return file;
}

}  // namespace

StatusOr<Tree> ParseTree(std::string_view manifest) {
  SRNET_ASSIGN_OR_RETURN(const json::Value document, json::Parse(manifest, kManifestLimits));
  json::ObjectReader object(document, "");
  const json::Object* files = object.ReadObject("files");
  SRNET_RETURN_IF_ERROR(object.Finish());
  Tree tree;
  for (const json::Member& member : *files) {
    SRNET_RETURN_IF_ERROR(CheckName(member.key));
    SRNET_ASSIGN_OR_RETURN(tree[member.key], ReadTreeFile(member.value, fmt::format("files.{}", member.key)));
  }
  return tree;
}

Status MaterialiseTree(const Tree& tree, const std::function<fs::path(const Digest&)>& blob_path,
                       const fs::path& folder) {
  for (const auto& [name, file] : tree)
    SRNET_RETURN_IF_ERROR(LinkFile(blob_path(file.digest), folder / name));
  return absl::OkStatus();
}

Status LinkFile(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::create_directories(to.parent_path(), error);
  if (error) return ErrnoStatus(error.value(), "cannot make the folder {}", to.parent_path().native());
  if (::link(from.c_str(), to.c_str()) != 0) {
    return ErrnoStatus(errno, "cannot link {} to {}", from.native(), to.native());
  }
  return absl::OkStatus();
}

}  // namespace srnet::cache
