// Reads one YAML node into one value of a specification; anything else than the expected form is a problem.
//
// `path` names the value in messages: "grid[0].sparsity". What is not readable leaves `into` as it was.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <type_traits>

#include "common/stage/fields.h"
#include "common/stage/names.h"
#include "coordinator/planning/fields.h"
#include "coordinator/planning/nearest_name.h"
#include "coordinator/planning/problem.h"
#include "coordinator/planning/yaml_node.h"

namespace srnet::planning {

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, std::string& into);
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<std::int64_t>& bounds, std::int64_t& into);
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<double>& bounds, double& into);
// "0.7" or "70%".
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const FractionBounds& fraction, double& into);

// One of the names of an enumeration.
template <typename Choice>
requires std::is_enum_v<Choice>
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, Choice& into) {
  const auto& names = NamesOf(Choice{});
  if (node.kind == YamlNode::Kind::kScalar && stage::ParseChoice(node.scalar, into)) return;
  problems.Add(node.place, fmt::format("{}: {} is none of {}", path, Describe(node), fmt::join(names, ", ")));
}

}  // namespace srnet::planning
