// A scheduler with named stages, sweeps and workers, for tests that read as a story.
//
// Every call goes to the function of the same purpose in coordinator/{core,leases,scheduling}, at the time
// `now`. What was emitted is read as text: "grant a to w1", "accept a #3 from w1", "close a #3 lost: ...",
// "stage a FAILED crashed: ...", "sweep s DONE", "wanted w1". Whatever a test has neither taken nor dropped
// fails it at the end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "coordinator/core/effect.h"
#include "coordinator/core/state.h"
#include "coordinator/core/submission.h"
#include "coordinator/leases/report.h"

namespace srnet::testing {

// The key of the stage of that name.
Digest KeyOf(const std::string& name);

// One stage of a sweep: S("b").Reads("a").Cost(5).
struct S {
  explicit S(std::string stage_name) : name(std::move(stage_name)) {}
  S Reads(std::vector<std::string> names) &&;
  S Cost(std::uint32_t cost) &&;
  S From(std::string start_model) &&;
  S Recorded(core::StageState state) &&;

  std::string name;
  std::vector<std::string> inputs;
  core::NewStage stage;
};

struct SweepOptions {
  std::string owner = "ann";
  std::int32_t priority = 0;
  core::Execution execution{};
  core::SweepState recorded = core::SweepState::kActive;
};

class World {
 public:
  World() = default;
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  core::State state;
  core::Instant now = core::Instant(std::chrono::hours(1));

  void Submit(const std::string& sweep, const std::vector<S>& stages, const SweepOptions& options = {});
  void Restore(const std::string& sweep, const std::vector<S>& stages, const SweepOptions& options = {});
  void CompleteRestore();
  bool RestoreLease(const std::string& stage, std::uint64_t token, const std::string& worker,
                    bool running = false);
  void Cancel(const std::string& sweep);
  std::int64_t Retry(const std::string& sweep);

  // Connects and reports that it holds nothing.
  void Connect(const std::string& worker, std::int32_t slots = 1, std::int32_t prefetch = 0,
               const core::Labels& labels = {});
  void Disconnect(const std::string& worker);
  void Admit(const std::string& worker, core::Admission admission);
  void Assign();
  void Durable(const std::string& stage, std::uint64_t token);
  void GrantFailed(const std::string& stage);
  void GrantRefused(const std::string& stage, const std::string& reason);
  void Report(const std::string& worker, const std::vector<leases::AttemptReport>& attempts,
              bool draining = false);
  void Accepted(const std::string& stage, std::uint64_t token);
  void Incomplete(const std::string& stage, std::uint64_t token);
  void Refused(const std::string& stage, std::uint64_t token, const std::string& reason);
  // Lets time pass, then ticks.
  void Pass(core::Duration time);

  // Assigns, and makes durable, so that the worker has the stage as it would after `Report` says it runs.
  void Run(const std::string& stage, std::uint64_t token, const std::string& worker);
  // Run, then a success that is accepted.
  void Finish(const std::string& stage, std::uint64_t token, const std::string& worker);

  core::StageIndex Find(const std::string& stage) const;
  core::StageState StateOf(const std::string& stage) const;
  core::SweepState SweepStateOf(const std::string& sweep) const;
  // "a #3" for each attempt that the worker should hold.
  std::vector<std::string> Wanted(const std::string& worker) const;
  std::vector<std::string> Explain(const std::string& stage) const;

  // What was emitted since the last call, without notifications.
  std::vector<std::string> Take();
  // The same with them, as "notify a".
  std::vector<std::string> TakeAll();
  // The set-up of a test is over: forget what it emitted.
  void Drop() { effects_.clear(); }

 private:
  core::NewSweep Describe(const std::string& sweep, const std::vector<S>& stages,
                          const SweepOptions& options);
  core::SweepIndex FindSweep(const std::string& sweep) const;
  core::WorkerIndex FindWorker(const std::string& worker) const;
  std::string Text(const core::Effect& effect) const;
  std::string NameOf(core::StageIndex stage) const;

  core::Effects effects_;
};

leases::AttemptReport Queued(const std::string& stage, std::uint64_t token);
leases::AttemptReport Running(const std::string& stage, std::uint64_t token);
leases::AttemptReport Succeeded(const std::string& stage, std::uint64_t token);
leases::AttemptReport Failed(const std::string& stage, std::uint64_t token, core::FailureClass failure_class,
                             const std::string& message);

}  // namespace srnet::testing
