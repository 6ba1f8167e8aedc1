// One sweep as the scheduler sees it, and the owner that sweeps are shared fairly between.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/core/execution.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/stage.h"

namespace srnet::core {

// kActive: some stage is blocked, ready or leased. kDone: all are done. kFailed: nothing is left to run and
// some stage has no result. kCancelled: as its owner said; it wants nothing.
enum class SweepState : std::uint8_t { kActive, kDone, kFailed, kCancelled };

// How many stages are in each state.
struct StageCounts {
  std::array<std::uint32_t, kStageStates> counts{};

  std::uint32_t& operator[](StageState state) { return counts[static_cast<std::size_t>(state)]; }
  std::uint32_t operator[](StageState state) const { return counts[static_cast<std::size_t>(state)]; }
  bool operator==(const StageCounts&) const = default;
};

struct Sweep {
  std::string id{};
  OwnerIndex owner{};
  std::int32_t priority = 0;
  Execution execution{};
  SweepState state = SweepState::kActive;
  StageCounts counts{};
  std::vector<StageIndex> stages{};  // Inputs before what reads them.
};

struct Owner {
  std::string name{};
  std::uint32_t weight = 1;              // Two get twice as much as one where both have stages waiting.
  std::optional<std::uint32_t> quota{};  // The most leases that it may have.
  std::uint32_t leased = 0;              // Live leases of its stages.
  std::uint64_t last_grant = 0;  // When it was last served, on State::grants; breaks ties of `leased`.
};

inline bool HasQuotaLeft(const Owner& owner) { return !owner.quota || owner.leased < *owner.quota; }

std::string_view Name(SweepState state);

}  // namespace srnet::core
