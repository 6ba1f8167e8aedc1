#include "cli/specification/model_path.h"

#include <yaml-cpp/yaml.h>

#include <cstddef>

namespace srnet::cli {
namespace {

constexpr std::string_view kKey = "path";

// The member `path` of the mapping `model`.
struct PathMember {
  std::string folder;
  YAML::Mark key;
  YAML::Mark value;
};

std::optional<PathMember> FindMember(std::string_view yaml) {
  try {
    const YAML::Node root = YAML::Load(std::string(yaml));
    if (!root.IsMap()) return std::nullopt;
    const YAML::Node model = root["model"];
    if (!model || !model.IsMap()) return std::nullopt;
    for (const auto& member : model) {
      if (!member.first.IsScalar() || member.first.Scalar() != kKey || !member.second.IsScalar()) continue;
      return PathMember{member.second.Scalar(), member.first.Mark(), member.second.Mark()};
    }
  } catch (const YAML::Exception&) {
    // The service reads the same text and says what is wrong with it.
  }
  return std::nullopt;
}

// How many bytes the scalar at `start` takes; 0 when it is not on one line as it reads.
std::size_t LengthOf(std::string_view yaml, std::size_t start, const std::string& scalar) {
  const std::string_view rest = yaml.substr(start);
  if (rest.substr(0, scalar.size()) == scalar) return scalar.size();
  const bool quoted = !rest.empty() && (rest[0] == '"' || rest[0] == '\'');
  if (!quoted || rest.substr(1, scalar.size()) != scalar) return 0;
  return rest.size() > scalar.size() + 1 && rest[scalar.size() + 1] == rest[0] ? scalar.size() + 2 : 0;
}

}  // namespace

std::optional<std::string> FindModelPath(std::string_view yaml) {
  const auto member = FindMember(yaml);
  if (!member) return std::nullopt;
  return member->folder;
}

StatusOr<std::string> ReplaceModelPath(std::string_view yaml, std::string_view name) {
  const auto member = FindMember(yaml);
  if (!member) return FailedPrecondition("the specification has no model.path");
  const auto key = static_cast<std::size_t>(member->key.pos);
  const auto value = static_cast<std::size_t>(member->value.pos);
  const std::size_t length = LengthOf(yaml, value, member->folder);
  if (length == 0 || yaml.substr(key, kKey.size()) != kKey) {
    return InvalidArgument("line {}, column {}: model.path: write it on one line, without escapes",
                           member->value.line + 1, member->value.column + 1);
  }
  std::string text(yaml);
  text.replace(value, length, fmt::format("\"{}\"", name));  // Behind the key, whose position stays.
  text.replace(key, kKey.size(), "name");
  return text;
}

}  // namespace srnet::cli
