#include <array>

#include "coordinator/core/stage.h"
#include "coordinator/core/sweep.h"
#include "coordinator/core/worker.h"

namespace srnet::core {

std::string_view Name(StageState state) {
  static constexpr std::array<std::string_view, kStageStates> kNames = {
      "BLOCKED", "READY", "LEASED", "DONE", "FAILED", "SKIPPED", "CANCELLED"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view Name(FailureClass failure_class) {
  static constexpr std::array<std::string_view, kFailureClasses> kNames = {
      "none",         "out_of_memory", "diverged", "bad_input", "data_missing",
      "device_fault", "preempted",     "crashed",  "cancelled", "deadline_exceeded"};
  return kNames[static_cast<std::size_t>(failure_class)];
}

std::string_view Name(SweepState state) {
  static constexpr std::array<std::string_view, 4> kNames = {"ACTIVE", "DONE", "FAILED", "CANCELLED"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view Name(Admission admission) {
  static constexpr std::array<std::string_view, 3> kNames = {"active", "draining", "quarantined"};
  return kNames[static_cast<std::size_t>(admission)];
}

}  // namespace srnet::core
