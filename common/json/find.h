// Looking into documents of others, which may lack anything. Pure.
#pragma once

#include <string_view>

#include "common/json/value.h"

namespace srnet::json {

// The member of that name; nullptr when there is none, or `object` is no object.
const Value* Find(const Value& object, std::string_view key);

}  // namespace srnet::json
