#include "worker/supervise/conclusion.h"

#include <fmt/format.h>
#include <signal.h>

namespace srnet::supervise {

using trainer_protocol::Failed;
using trainer_protocol::FailureClass;

namespace {

std::string WithTail(std::string message, const std::string& log_tail) {
  if (log_tail.empty()) return message + "; its log is empty";
  return fmt::format("{}; its log ends with:\n{}", message, log_tail);
}

}  // namespace

std::optional<Failed> Conclude(const Observations& seen) {
  if (seen.done) return std::nullopt;
  if (seen.failed.has_value()) return seen.failed;
  if (seen.violation.has_value()) {
    return Failed{FailureClass::kCrashed,
                  WithTail("the trainer was killed: " + *seen.violation, seen.log_tail)};
  }
  if (seen.stopped.has_value()) return Failed{*seen.stopped, "the trainer was stopped before it was done"};
  const std::string how = Describe(seen.exit);
  if (seen.exit.signal == SIGKILL && seen.killed_for_memory) {
    return Failed{FailureClass::kOutOfMemory,
                  WithTail(fmt::format("the trainer {}: the kernel ran out of memory (peak {} MiB)", how,
                                       seen.exit.peak_memory_bytes >> 20),
                           seen.log_tail)};
  }
  return Failed{FailureClass::kCrashed,
                WithTail(fmt::format("the trainer {} without a last word", how), seen.log_tail)};
}

}  // namespace srnet::supervise
