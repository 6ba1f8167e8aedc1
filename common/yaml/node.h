// A YAML document as plain values with places, and the one function that lets yaml-cpp near it.
//
// Anchors, aliases, repeated keys, keys that are no scalars and a second document are problems: what people
// write for srnet has no use for them, and without aliases a text cannot unfold to more than itself. Plain
// values, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/yaml/problem.h"

namespace srnet::yaml {

struct Member;

struct Node {
  enum class Kind { kNull, kScalar, kSequence, kMap };
  Kind kind = Kind::kNull;
  Place place;
  std::string scalar;
  bool quoted = false;  // A quoted scalar is never a number.
  std::vector<Node> items;
  std::vector<Member> members;  // In the order of the text, keys unique.
};

struct Member {
  std::string key;
  Place place;
  Node value;
};

// Nothing, and a problem, when the text is not such a document, is larger than 1 MB or nested deeper than 16
// levels. `what` is how messages call the document: "the specification".
std::optional<Node> Load(std::string_view text, std::string_view what, Problems& problems);

// "a list", "\"abc\"", ...: what to call a node in a message.
std::string Describe(const Node& node);

}  // namespace srnet::yaml
