// A JSON document as plain values, read under limits and without exceptions.
//
// Integers that fit into 64 bits stay integers, everything else with digits is a double, members keep the
// order of the text. Parse refuses what a careful peer never writes: a repeated member, text after the
// document, bytes that are not UTF-8, and anything beyond the limits. Plain values, any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/status/status.h"

namespace srnet::json {

struct Member;
struct Value;
using Array = std::vector<Value>;
using Object = std::vector<Member>;

struct Value {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object> data;
};

struct Member {
  std::string key;
  Value value;
};

struct Limits {
  std::size_t max_bytes = std::size_t{1} << 20;
  std::size_t max_depth = 32;
  std::size_t max_members = 1000;  // Of one object.
};

// Fails with INVALID_ARGUMENT and the line and column.
StatusOr<Value> Parse(std::string_view text, const Limits& limits = {});

// "an integer", "a string", ...: what to call a value in a message.
std::string_view TypeName(const Value& value);

}  // namespace srnet::json
