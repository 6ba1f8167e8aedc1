// One stage as the scheduler sees it: where it stands, what it waits for, and nothing else.
//
// About ninety bytes, because a hundred thousand of these are resident. Lists of neighbours live in State's
// pools; messages, labels and results live with whoever shows or stores them. life_cycle.h says how states
// change.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/digest/digest.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/linked_lists.h"

namespace srnet::core {

enum class StageState : std::uint8_t { kBlocked, kReady, kLeased, kDone, kFailed, kSkipped, kCancelled };
inline constexpr int kStageStates = 7;

// Why an attempt ended without a result, as typed by the trainer or the worker that ran it.
enum class FailureClass : std::uint8_t {
  kNone,
  kOutOfMemory,
  kDiverged,
  kBadInput,
  kDataMissing,
  kDeviceFault,
  kPreempted,
  kCrashed,
  kCancelled,
  kDeadlineExceeded,  // Typed by us: it ran longer than its sweeps allow.
};
inline constexpr int kFailureClasses = 10;

struct Stage {
  Digest key;
  Instant retry_at{};             // While READY: not granted before this.
  std::uint32_t first_input = 0;  // Inputs are State::inputs[first_input ... first_input + input_count).
  std::uint16_t input_count = 0;
  std::uint16_t unmet_inputs = 0;  // Inputs that are not DONE.
  ListHead dependants = ListHead::kEmpty;
  ListHead sweeps = ListHead::kEmpty;  // Every sweep that ever named it.
  std::uint32_t cost = 1;
  std::uint32_t path_length =
      1;  // Cost of the longest path from here to a stage nobody reads, this one included.
  StartModel start_model = StartModel::kNone;
  std::int32_t priority = 0;  // Where it queues: those of the foremost sweep that wants it.
  OwnerIndex owner{};
  RequirementIndex requirement = RequirementIndex::kAnywhere;
  std::uint32_t checkpoint = 0;  // The furthest step that an attempt could be resumed from.
  std::uint16_t attempts = 0;    // Grants so far.
  std::uint8_t crashes = 0;
  std::uint8_t setbacks = 0;      // Transient failures; each doubles the wait before the next attempt.
  std::uint8_t memory_class = 0;  // How often it ran out of memory; from 1 on it runs alone on its worker.
  std::uint8_t kind = 0;          // Position in State::kinds.
  StageState state = StageState::kBlocked;
  FailureClass failure_class = FailureClass::kNone;  // Of the last attempt that failed.
  bool queued = false;                               // In State::ready.
};

// "BLOCKED", "READY", ...
std::string_view Name(StageState state);
// "out_of_memory", "crashed", ...; "none".
std::string_view Name(FailureClass failure_class);

// Whether nothing more happens to a stage in this state by itself.
constexpr bool IsFinal(StageState state) { return state >= StageState::kDone; }

}  // namespace srnet::core
