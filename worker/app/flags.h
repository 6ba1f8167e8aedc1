// The command line of srnet-worker. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <variant>

#include "common/logging/logger.h"
#include "common/status/status.h"

namespace srnet::worker {

struct Flags {
  std::string coordinator;  // "unix:PATH" or "HOST:PORT".
  std::filesystem::path state;
  std::string id;  // Empty: the one stored in the state folder.
  int slots = 1;
  int prefetch = 1;
  int threads_per_slot = 0;       // 0: an equal share of the cores.
  std::filesystem::path trainer;  // Empty: the one beside this program.
  std::int64_t cache_bytes = std::int64_t{20} << 30;
  std::map<std::string, std::string> labels;
  int ready_fd = -1;
  logging::Level log_level = logging::Level::kInfo;
  logging::Format log_format = logging::Format::kText;
};

// What to print instead of running: the help or the version.
struct Notice {
  std::string text;
};

// INVALID_ARGUMENT names the flag and what it takes.
StatusOr<std::variant<Flags, Notice>> ParseFlags(int argc, const char* const* argv);

}  // namespace srnet::worker
