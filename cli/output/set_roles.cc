#include "cli/output/set_roles.h"

#include <string_view>

#include "common/json/find.h"

namespace srnet::cli {
namespace {

void AddRoles(const json::Value& description, SetRoles& roles) {
  const json::Value* sets = json::Find(description, "sets");
  const auto* array = sets == nullptr ? nullptr : std::get_if<json::Array>(&sets->data);
  if (array == nullptr) return;
  for (const json::Value& set : *array) {
    const json::Value* name = json::Find(set, "name");
    const json::Value* role = json::Find(set, "role");
    if (name == nullptr || role == nullptr) continue;
    const auto* name_text = std::get_if<std::string>(&name->data);
    const auto* role_text = std::get_if<std::string>(&role->data);
    if (name_text != nullptr && role_text != nullptr) roles[*name_text] = *role_text;
  }
}

}  // namespace

SetRoles RolesOf(const std::vector<v1::CatalogueEntry>& datasets) {
  SetRoles roles;
  for (const v1::CatalogueEntry& entry : datasets) {
    const auto description = json::Parse(entry.description());
    if (description.ok()) AddRoles(*description, roles);
  }
  return roles;
}

}  // namespace srnet::cli
