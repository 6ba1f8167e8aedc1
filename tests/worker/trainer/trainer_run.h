// Runs the real srnet-trainer as a child and reads its events as they come, so that a test can act on one of
// them.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "common/trainer_protocol/event.h"
#include "common/trainer_protocol/request.h"

namespace srnet::trainer {

struct TrainerRun {
  std::vector<trainer_protocol::Event> events;
  std::string errors;  // What it wrote to stderr.
  int exit_code = -1;  // -1 when a signal ended it.
  int signal = 0;

  // The last event if it is of that type, else nullptr.
  template <typename T>
  const T* Last() const {
    return events.empty() ? nullptr : std::get_if<T>(&events.back());
  }
  template <typename T>
  std::vector<T> All() const {
    std::vector<T> found;
    for (const auto& event : events) {
      if (const T* one = std::get_if<T>(&event)) found.push_back(*one);
    }
    return found;
  }
};

std::vector<std::string> ArtifactNames(const TrainerRun& run);

// Of a run that reported it; a failure of the test otherwise.
double MetricOf(const TrainerRun& run, const std::string& set, const std::string& metric,
                const std::string& group = "");

// Called for each event with the child's process id, for example to kill it.
using OnEvent = std::function<void(const trainer_protocol::Event& event, pid_t child)>;

TrainerRun RunTrainer(const std::vector<std::string>& arguments, const OnEvent& on_event = nullptr);

// Writes the request beside its output folder and runs it.
TrainerRun RunRequest(const trainer_protocol::Request& request, const std::vector<std::string>& flags = {},
                      const OnEvent& on_event = nullptr);

}  // namespace srnet::trainer
