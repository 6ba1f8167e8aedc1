// When to say why nothing runs: after a while without a running stage, and again when the reason changes.
// Pure: time comes in with each call.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace srnet::cli {

class IdleNotice {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  // Nothing is said before so much time has passed.
  explicit IdleNotice(std::chrono::milliseconds patience) : patience_(patience) {}

  // Whether the reason is worth asking for. `idle`: stages wait and none runs.
  bool Due(bool idle, Instant now);

  // Whether that reason is to be said: it was not, numbers aside, since a stage ran last.
  bool IsNew(const std::string& reason);

 private:
  std::chrono::milliseconds patience_;
  std::optional<Instant> since_;  // It has been idle, or the reason was asked for.
  std::string said_;              // Without its digits.
};

}  // namespace srnet::cli
