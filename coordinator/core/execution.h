// How the stages of one sweep may be run: what its specification says beside what they are.
//
// Nothing here changes a result, so nothing here is part of a stage's key: allowance.h says what counts for a
// stage that several sweeps want. Plain values, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace srnet::core {

// What is known of a worker, or asked of one: {"gpu", "h200"}, ...
using Labels = std::map<std::string, std::string>;

// What is not written is empty: as settings.h has it, without a deadline, on any worker.
struct Execution {
  std::optional<std::uint8_t> crash_retries{};     // After crashes, without a later checkpoint in between.
  std::optional<std::uint8_t> memory_retries{};    // After running out of memory.
  std::optional<std::chrono::seconds> deadline{};  // Of one attempt, from when its worker says that it runs.
  Labels labels{};                                 // That a worker must carry.
  bool operator==(const Execution&) const = default;
};

}  // namespace srnet::core
