// The small names of the scheduler: positions in its dense tables, fencing tokens and points in time.
//
// Each is a type of its own, so a worker cannot be passed for a stage. Positions are given out in order and
// never reused; they mean something within one State only. Tokens are given out by the storage, which makes
// them grow. Plain values, any thread.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>

namespace srnet::core {

enum class StageIndex : std::uint32_t {};
enum class SweepIndex : std::uint32_t {};
enum class WorkerIndex : std::uint32_t {};
enum class OwnerIndex : std::uint32_t {};
// Which workers may run a stage (requirement.h).
enum class RequirementIndex : std::uint32_t { kAnywhere = 0 };

template <typename Index>
constexpr std::size_t Position(Index index) {
  return static_cast<std::size_t>(index);
}

// What a worker can hold warm between stages: a model folder, by its number in State. 0 is none.
enum class StartModel : std::uint32_t { kNone = 0 };

// Fences the attempts at a stage: a result counts only under the newest token. 0 is none.
struct Token {
  std::uint64_t value = 0;
  auto operator<=>(const Token&) const = default;
};

// Time as the shell hands it in. The core owns no clock.
using Instant = std::chrono::steady_clock::time_point;
using Duration = std::chrono::steady_clock::duration;

}  // namespace srnet::core
