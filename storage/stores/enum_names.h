// Enumerations as the words that the database and the wire use. Internal to storage/stores.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "common/status/status.h"

namespace srnet::storage {

// names[i] is the word of the enumerator with value i.
template <typename Enum, std::size_t count>
StatusOr<Enum> ParseEnum(const std::array<std::string_view, count>& names, std::string_view what,
                         std::string_view name) {
  for (std::size_t i = 0; i < count; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return InvalidArgument("\"{}\" is no {}", name, what);
}

template <typename Enum, std::size_t count>
std::string_view EnumName(const std::array<std::string_view, count>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  SRNET_CHECK(index < count);
  return names[index];
}

}  // namespace srnet::storage
