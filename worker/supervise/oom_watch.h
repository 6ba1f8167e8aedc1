// Tells whether the kernel killed something for want of memory between two moments.
//
// Reads the `oom_kill` counters of this process's memory control group (version 2 or 1) and of the whole
// machine
// (/proc/vmstat). A counter that is not there counts nothing. Any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

namespace srnet::supervise {

// The value of the line "name value" of a file of the kernel, if it has one.
std::optional<std::int64_t> CounterIn(std::string_view text, std::string_view name);

class OomWatch {
 public:
  // The counters start here.
  explicit OomWatch(std::vector<std::filesystem::path> counter_files = CounterFiles());

  // True when any counter has grown since.
  bool KilledSince() const;

  // Those of this process.
  static std::vector<std::filesystem::path> CounterFiles();

 private:
  std::vector<std::int64_t> Read() const;

  std::vector<std::filesystem::path> files_;
  std::vector<std::int64_t> start_;
};

}  // namespace srnet::supervise
