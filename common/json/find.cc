#include "common/json/find.h"

#include <algorithm>

namespace srnet::json {

const Value* Find(const Value& object, std::string_view key) {
  const auto* members = std::get_if<Object>(&object.data);
  if (members == nullptr) return nullptr;
  const auto found =
      std::find_if(members->begin(), members->end(), [&](const Member& member) { return member.key == key; });
  return found == members->end() ? nullptr : &found->value;
}

}  // namespace srnet::json
