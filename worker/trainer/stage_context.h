// What every stage is given: the request, how to report, and how often to leave a checkpoint.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string_view>

#include "common/status/status.h"
#include "common/trainer_protocol/request.h"
#include "worker/trainer/reporter.h"

namespace srnet::trainer {

struct StageContext {
  const trainer_protocol::Request& request;
  Reporter& reporter;
  std::chrono::milliseconds checkpoint_period{60'000};
  std::int64_t checkpoint_every_steps = 0;

  // The path given for a role. INVALID_ARGUMENT when the stage has no such input or source.
  StatusOr<std::filesystem::path> Input(std::string_view role) const;
  StatusOr<std::filesystem::path> Source(std::string_view role) const;
};

}  // namespace srnet::trainer
