// A message as JSON, as protobuf spells it: field names as in the proto, enums by name, 64-bit integers as
// strings.
#pragma once

#include <google/protobuf/message.h>

#include <string>

namespace srnet::cli {

// One line without a line feed. Fields without a value are written too.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace srnet::cli
