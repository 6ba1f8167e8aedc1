// The limits the scheduler works by. One set per coordinator, fixed while it runs.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "coordinator/core/ids.h"

namespace srnet::core {

// Numbers of owners of sweeps by name, or of all others under "*".
using OwnerNumbers = std::map<std::string, std::uint32_t>;

struct Settings {
  Duration lease = std::chrono::seconds(30);  // A worker silent for longer loses its attempts.
  Duration restart_grace =
      std::chrono::seconds(60);  // The same, for workers not yet back after a restart of ours.
  // Where the sweeps do not say otherwise (execution.h):
  std::uint8_t crash_limit = 5;              // Crashes after which a stage is taken to be their cause.
  std::uint8_t worker_crash_limit = 3;       // In a row, after which a worker is taken to be their cause ...
  Duration rest = std::chrono::minutes(10);  // ... and rests so long, if another can work.
  std::uint8_t memory_retries = 1;           // After running out of memory, alone on its worker.
  Duration first_backoff = std::chrono::seconds(1);    // Doubles with every setback ...
  Duration longest_backoff = std::chrono::minutes(5);  // ... up to this.
  OwnerNumbers weights{};                              // At least 1; of those who are not in it: 1.
  OwnerNumbers quotas{};                               // Of those who are not in it: none.
};

}  // namespace srnet::core
