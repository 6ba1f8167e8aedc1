// The identities that storage hands out or is handed. Distinct types, never bare numbers or strings. Plain
// values.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

#include "common/digest/digest.h"
#include "common/stage/stage.h"

namespace srnet::storage {

using stage::StageKey;

// A moment, UTC, in the milliseconds that the database keeps.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// Derived from the content of the specification by the planner.
struct SweepId {
  std::string value;
  auto operator<=>(const SweepId&) const = default;
};

// The row of a stage: small, dense and never reused. The stage's identity to the world is its StageKey.
struct StageId {
  std::int64_t value = 0;
  auto operator<=>(const StageId&) const = default;
};

// The fencing token of an attempt. It grows with every grant, over all stages and across restarts.
struct Token {
  std::int64_t value = 0;
  auto operator<=>(const Token&) const = default;
};

struct WorkerId {
  std::string value;
  auto operator<=>(const WorkerId&) const = default;
};

}  // namespace srnet::storage

template <>
struct std::hash<srnet::storage::StageId> {
  std::size_t operator()(srnet::storage::StageId id) const noexcept {
    return std::hash<std::int64_t>()(id.value);
  }
};
