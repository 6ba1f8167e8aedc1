// The command line of srnet-trainer. Any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

#include "common/status/status.h"
#include "common/trainer_protocol/event.h"

namespace srnet::trainer {

inline constexpr std::string_view kUsage =
    "usage: srnet-trainer REQUEST.json [--quiet] [--events-fd N] [--checkpoint-seconds S] "
    "[--checkpoint-every-steps N] [--keep-resume]\n"
    "\n"
    "Runs one stage: reads what to do from REQUEST.json, writes products into its output folder and events, "
    "one JSON\n"
    "object a line, to file descriptor 3 when that is open.\n"
    "\n"
    "  --version                   prints the version\n"
    "  --quiet                     no progress on stderr\n"
    "  --events-fd N               events to file descriptor N instead of 3\n"
    "  --checkpoint-seconds S      a resume checkpoint at least every S seconds of training (60)\n"
    "  --checkpoint-every-steps N  and at least every N steps (0: by time alone)\n"
    "  --keep-resume               the resume folder stays when the stage is done\n";

struct CommandLine {
  bool help = false;
  bool version = false;
  std::filesystem::path request;
  int events_fd = trainer_protocol::kEventDescriptor;
  bool quiet = false;
  std::chrono::seconds checkpoint_period{60};
  std::int64_t checkpoint_every_steps = 0;
  bool keep_resume = false;  // For a worker, who has not got the products to safety yet.
};

// INVALID_ARGUMENT names the argument that is unknown, malformed or missing. `arguments` without the
// program's name.
StatusOr<CommandLine> ParseCommandLine(std::span<const char* const> arguments);

}  // namespace srnet::trainer
