// One run of the trainer program over one request file, from its start to a typed end.
//
//   running --- done, failed or death ---------------------------> ended
//      |  Stop: SIGTERM                                              ^
//      +----> stopping --- grace over: SIGKILL to its group ---------+
//
// `on_event` gets progress, curve points, checkpoints, metrics, artifacts and notices in order, never the
// last word; `on_end` comes once, last, when every process of the run is dead. Destroying the object kills
// them; it may be destroyed inside a callback. Lives on its loop.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "common/asio/loop.h"
#include "common/asio/timer.h"
#include "common/status/status.h"
#include "common/trainer_protocol/event.h"
#include "worker/supervise/conclusion.h"
#include "worker/supervise/line_splitter.h"
#include "worker/supervise/oom_watch.h"
#include "worker/supervise/process.h"

#include "absl/functional/any_invocable.h"

namespace srnet::supervise {

// The trainer leaves its resume folder as it is also when it is done: the owner of the run removes it once
// the result is safe.
struct TrainerRun {
  std::filesystem::path program;
  std::filesystem::path request;  // Its folder is the working folder.
  std::filesystem::path log;
  std::vector<int> inherited = {};  // Stay open for as long as a process of the run lives. Not owned.
  std::chrono::milliseconds grace{20'000};
};

struct TrainerEnd {
  std::optional<trainer_protocol::Failed> failure;  // Nothing on success.
  Exit exit;
};

class Trainer {
 public:
  using OnEvent = absl::AnyInvocable<void(trainer_protocol::Event)>;
  using OnEnd = absl::AnyInvocable<void(const TrainerEnd&)>;

  // Fails when the program cannot be started, with its path.
  static StatusOr<std::unique_ptr<Trainer>> Start(asio::Loop& loop, TrainerRun run, OnEvent on_event,
                                                  OnEnd on_end);
  ~Trainer();

  // Asks it to stop; what it is stopped for (kPreempted or kCancelled) is its failure unless it gives another
  // one.
  void Stop(trainer_protocol::FailureClass why);

  // The same without any grace.
  void Kill(trainer_protocol::FailureClass why);

 private:
  Trainer(asio::Loop& loop, TrainerRun run, OnEvent on_event, OnEnd on_end);

  void OnBytes(std::string_view bytes);
  void OnLine(const std::string& line);
  void OnExit(const Exit& exit);
  void Violation(std::string what);
  bool has_last_word() const { return seen_.done || seen_.failed.has_value(); }

  TrainerRun run_;
  OnEvent on_event_;
  OnEnd on_end_;
  LineSplitter lines_;
  Observations seen_;
  OomWatch oom_watch_;
  asio::Timer grace_;
  std::unique_ptr<Process> process_;
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace srnet::supervise
