// The YAML tree of a specification, under the names used here.
#pragma once

#include <optional>
#include <string_view>

#include "common/yaml/node.h"
#include "coordinator/planning/problem.h"

namespace srnet::planning {

using YamlNode = yaml::Node;
using YamlMember = yaml::Member;
using yaml::Describe;

inline std::optional<YamlNode> LoadYaml(std::string_view text, Problems& problems) {
  return yaml::Load(text, "the specification", problems);
}

}  // namespace srnet::planning
