// What a running sweep looks like to somebody who watches it. Pure: time comes in with each change.
//
// On a terminal a block of lines is redrawn (Block): one bar per running stage and a line of totals.
// Elsewhere each change is a line of its own (Lines), with a reminder of what runs now and then.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "cli/output/terminal.h"

#include "srnet/v1/sweep_service.pb.h"

namespace srnet::cli {

class ProgressView {
 public:
  using Instant = std::chrono::steady_clock::time_point;

  explicit ProgressView(Terminal terminal) : terminal_(terminal) {}

  // Takes in one response of a watch. Returns the lines that stay: stages that ended, with time or failure,
  // what stages want people to know, and without a terminal also those that started and how far the running
  // ones are.
  std::vector<std::string> Update(const v1::WatchSweepResponse& response, Instant now);

  // The lines that are redrawn, none longer than the terminal is wide and fewer than it is high: what cannot
  // be shown is counted.
  std::vector<std::string> Block(Instant now) const;

  // A stage that could be running while none is: granted to a worker or, failing that, ready. Else null.
  const v1::Stage* Waiting() const;

  const v1::Sweep& sweep() const { return sweep_; }
  // Failed stages in the order in which they were first seen.
  std::vector<v1::Stage> Failures() const;

 private:
  struct Running {
    Instant started;
    Instant since;  // Of the phase.
    std::int64_t first_step = 0;
    std::string phase;
    Instant reminded;
  };

  void UpdateStage(const v1::Stage& stage, Instant now, std::vector<std::string>& lines);
  void AddNotices(const v1::Stage& stage, std::vector<std::string>& lines);
  void UpdateRunning(const v1::Stage& stage, Instant now, std::vector<std::string>& lines);
  std::string Ended(const v1::Stage& stage, Instant now) const;
  // Of the attempt, as the service has it; before it has, since the first progress that was seen.
  double SecondsOf(const v1::Stage& stage, Instant now) const;
  std::size_t ShownBars() const;
  std::string Bar(const v1::Stage& stage, Instant now) const;
  std::string Numbers(const v1::Stage& stage, const Running& running, Instant now) const;

  Terminal terminal_;
  v1::Sweep sweep_;
  std::vector<std::string> order_;  // Stage keys as first seen.
  std::map<std::string, v1::Stage> stages_;
  std::map<std::string, Running> running_;
  std::set<std::string> told_;  // Notices.
  bool seen_ = false;           // A first response: what had ended before is not reported.
};

}  // namespace srnet::cli
