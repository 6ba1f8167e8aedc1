// Everything a stage says while it runs: events to the pipe, and a readable line to stderr.
//
// Progress is thinned: an event at most once a second, a line as often on a terminal and every five seconds
// elsewhere; the first and the last step of a phase are always reported. All else passes at once. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "worker/trainer/event_pipe.h"

namespace srnet::trainer {

// Where the readable lines go.
struct Display {
  std::FILE* stream = nullptr;  // nullptr: nowhere.
  bool terminal = false;        // Lines overwrite each other.
};

class Reporter {
 public:
  using Clock = std::function<std::chrono::steady_clock::time_point()>;

  Reporter(EventPipe& pipe, const Display& display, Clock now = std::chrono::steady_clock::now);

  // `examples` is how many were worked through since the last call.
  void Progress(std::string_view phase, std::int64_t step, std::int64_t total_steps, std::int64_t examples);
  void Report(const trainer_protocol::Event& event);
  void Notice(const std::string& text);

 private:
  void StartPhase(std::string_view phase, std::int64_t step);
  void Show(const std::string& text, bool keep);
  std::optional<std::chrono::seconds> TimeLeft(std::int64_t step, std::int64_t total_steps) const;

  EventPipe& pipe_;
  Display display_;
  Clock now_;
  std::string phase_;
  std::int64_t phase_first_step_ = 0;
  std::chrono::steady_clock::time_point phase_begin_;
  std::chrono::steady_clock::time_point last_call_;
  std::int64_t reported_step_ = -1;
  std::int64_t examples_ = 0;  // Since the last event.
  double rate_ = 0;
  std::optional<std::chrono::steady_clock::time_point> event_time_;
  std::optional<std::chrono::steady_clock::time_point> line_time_;
  std::optional<double> dev_accuracy_;
};

}  // namespace srnet::trainer
