#include "cli/output/set_roles.h"

#include <algorithm>
#include <string_view>

#include "common/json/value.h"

namespace srnet::cli {
namespace {

const json::Value* Find(const json::Value& value, std::string_view key) {
  const auto* object = std::get_if<json::Object>(&value.data);
  if (object == nullptr) return nullptr;
  const auto member =
      std::find_if(object->begin(), object->end(), [&](const json::Member& m) { return m.key == key; });
  return member == object->end() ? nullptr : &member->value;
}

void AddRoles(const json::Value& description, SetRoles& roles) {
  const json::Value* sets = Find(description, "sets");
  const auto* array = sets == nullptr ? nullptr : std::get_if<json::Array>(&sets->data);
  if (array == nullptr) return;
  for (const json::Value& set : *array) {
    const json::Value* name = Find(set, "name");
    const json::Value* role = Find(set, "role");
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
