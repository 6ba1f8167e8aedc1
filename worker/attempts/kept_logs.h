// The logs of attempts that have ended, on disk until the coordinator has recorded them.
//
//   STATE/logs/<key>-<token>-<start>  the end of what the trainer has written, as valid UTF-8; the first `start`
//                                     bytes are not kept
//
// Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "worker/attempts/grant.h"

namespace srnet::attempts {

inline constexpr std::size_t kLongestKeptLog = std::size_t{1} << 20;

struct KeptLog {
  AttemptId id;
  std::int64_t start = 0;
  auto operator<=>(const KeptLog&) const = default;
};

class KeptLogs {
 public:
  // Makes the folder.
  static StatusOr<KeptLogs> Open(const std::filesystem::path& state);

  // Takes the end of a trainer's log over, durably, and removes that. Nothing when there is none, or when it
  // cannot be kept, which is logged: no result waits for a log.
  std::optional<KeptLog> Keep(const AttemptId& id, const std::filesystem::path& log) const;

  // Those that are there, oldest first.
  std::vector<KeptLog> List() const;

  std::filesystem::path PathOf(const KeptLog& log) const;
  void Remove(const KeptLog& log) const;

 private:
  explicit KeptLogs(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path folder_;
};

}  // namespace srnet::attempts
