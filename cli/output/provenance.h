// What a worker has recorded beside a result of where and how it came about. Pure.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace srnet::cli {

// Fields that are texts or whole numbers, as text: {"threads", "2"}, {"torch", "2.11.0"}.
using Provenance = std::map<std::string, std::string, std::less<>>;

// Empty for what cannot be read, such as that of a stage that has not run.
Provenance ReadProvenance(const std::string& text);

// Empty when there is none of that name.
std::string FieldOf(const Provenance& provenance, std::string_view name);

}  // namespace srnet::cli
