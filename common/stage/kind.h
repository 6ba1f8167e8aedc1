// What each kind of stage is called, which version its algorithm has and what it reads.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "common/stage/stage.h"

namespace srnet::stage {

struct Role {
  std::string_view name;
  bool required = true;
};

struct Kind {
  std::string_view name;
  std::int64_t version = 1;
  std::span<const Role> inputs;   // Sorted by name.
  std::span<const Role> sources;  // Sorted by name.
};

inline constexpr std::size_t kKindCount = std::variant_size_v<Work>;

// In the order of the alternatives of Work.
const std::array<Kind, kKindCount>& Kinds();
const Kind& KindOf(const Work& work);

}  // namespace srnet::stage
