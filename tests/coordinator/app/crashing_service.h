// What the control loop of a coordinator has, between random events, crashes, and a test that says when it
// hears of a commit.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <vector>

#include "coordinator/app/scheduler.h"
#include "coordinator/app/sweep_commands.h"
#include "coordinator/leases/report.h"
#include "tests/support/temporary_directory.h"

namespace srnet::app {

class CrashingService {
 public:
  explicit CrashingService(std::uint32_t seed) : random_(seed) { Start(); }
  ~CrashingService() { Crash(); }

  // How attempts go.
  enum class Mood { kRandom, kCalm, kBadInput };

  // A random event.
  void Step();
  void Submit(std::size_t grid);
  void Update(std::size_t sweep, std::size_t grid);
  void Cancel(std::size_t sweep);
  void Retry(std::size_t sweep);
  // Lets everything that was written be heard of.
  void Settle();
  // Lets the workers get as far as they can.
  void Run(Mood mood);
  void Compare();
  // Nothing if the scheduler does not know it.
  std::optional<core::SweepState> StateOf(std::size_t sweep);
  // Without further trouble everything that is wanted is done.
  void FinishEverything();
  int done() const { return done_; }

 private:
  // All that a crash takes away.
  struct Process {
    asio::Loop control{"control"};
    asio::ThreadPool pool{"pool", 1};
    std::unique_ptr<Store> store;
    std::optional<Shell> shell;
    LiveState state;
    std::optional<Scheduler> scheduler;
    std::optional<SweepCommands> commands;
  };

  int Draw(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }
  core::State& core() { return process_->state.core; }

  void Start();
  void Crash();
  void FillCatalogue();
  void AwaitWriter();
  bool HearOne();
  std::size_t DrawSweep() { return static_cast<std::size_t>(Draw(static_cast<int>(sweeps_.size()))); }
  storage::NewSweep Planned(std::size_t grid);
  void CancelOrRetry();
  void ExpectDone(const storage::SweepId& id, const Status& status) const;
  void Admit(int worker, core::Admission admission);
  void Connect(int worker);
  void Report(int worker, Mood mood);
  leases::AttemptReport ReportOn(core::StageIndex stage, const core::Lease& lease, Mood mood);
  void Pass(std::chrono::seconds time);

  std::mt19937 random_;
  testing::TemporaryDirectory folder_;
  admin::Metrics metrics_{"test"};
  std::chrono::milliseconds elapsed_{std::chrono::hours(1)};
  std::mutex mutex_;  // Guards `heard_`, which the writer's thread fills.
  std::deque<std::function<void()>> heard_;
  std::vector<storage::SweepId> sweeps_;
  std::set<storage::SweepId> submitted_;  // Of `sweeps_`, those that are there for sure.
  std::unique_ptr<Process> process_;
  int done_ = 0;
};

}  // namespace srnet::app
