// Reads one YAML node into one value of a specification; anything else than the expected form is a problem.
//
// `path` names the value in messages: "grid[0].sparsity". What is not readable leaves `into` as it was.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "common/stage/fields.h"
#include "common/stage/names.h"
#include "coordinator/planning/choices.h"
#include "coordinator/planning/field.h"
#include "coordinator/planning/problem.h"
#include "coordinator/planning/yaml_node.h"

namespace srnet::planning {

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, std::string& into);
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<std::int64_t>& bounds, std::int64_t& into);
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const stage::Bounds<double>& bounds, double& into);
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, const EitherOf& numbers,
               std::int64_t& into);
// "0.7" or "70%".
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems,
               const FractionBounds& fraction, double& into);

void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, bool& into);
// "90s", "30m", "4h" or "2d".
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, std::chrono::seconds& into);
// A name, or the number of its row such as "A3".
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, Compat& into);

// "; did you mean \"mask\"?" when a name is near, else nothing.
std::string Guess(const YamlNode& node, const std::vector<std::string_view>& known);

// One of the names of an enumeration.
template <typename Choice>
requires std::is_enum_v<Choice>
void ReadValue(const YamlNode& node, const std::string& path, Problems& problems, Choice& into) {
  const auto& names = NamesOf(Choice{});
  if (node.kind == YamlNode::Kind::kScalar && stage::ParseChoice(node.scalar, into)) return;
  problems.Add(node.place, fmt::format("{}: {} is none of {}{}", path, Describe(node), fmt::join(names, ", "),
                                       Guess(node, {names.begin(), names.end()})));
}

}  // namespace srnet::planning
