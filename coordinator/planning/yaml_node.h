// A YAML document as plain values with places, and the one function that lets yaml-cpp near it.
//
// Anchors, aliases, repeated keys, keys that are no scalars and a second document are problems: a
// specification has no use for them, and without aliases a text cannot unfold to more than itself. Plain
// values, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/planning/problem.h"

namespace srnet::planning {

struct YamlMember;

struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };
  Kind kind = Kind::kNull;
  Place place;
  std::string scalar;
  bool quoted = false;  // A quoted scalar is never a number.
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;  // In the order of the text, keys unique.
};

struct YamlMember {
  std::string key;
  Place place;
  YamlNode value;
};

// Nothing, and a problem, when the text is not such a document, is larger than 1 MB or nested deeper than 16
// levels.
std::optional<YamlNode> LoadYaml(std::string_view text, Problems& problems);

// "a list", "\"abc\"", ...: what to call a node in a message.
std::string Describe(const YamlNode& node);

}  // namespace srnet::planning
