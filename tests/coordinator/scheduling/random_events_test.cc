// Random events in random order, with the shell, the storage and the workers played by a few lines each.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "coordinator/core/allowance.h"
#include "coordinator/core/cancellation.h"
#include "coordinator/core/retry.h"
#include "coordinator/core/submission.h"
#include "coordinator/leases/admission.h"
#include "coordinator/leases/commit.h"
#include "coordinator/leases/expiry.h"
#include "coordinator/leases/report.h"
#include "coordinator/leases/wanted.h"
#include "coordinator/leases/worker_session.h"
#include "coordinator/scheduling/assign.h"
#include "coordinator/scheduling/explain.h"
#include "tests/coordinator/support/invariants.h"
#include "tests/coordinator/support/world.h"

namespace srnet::testing {
namespace {

using core::StageIndex;
using core::StageState;

// Many short histories: in a long one everything is done, and then little happens.
constexpr int kHistories = 20;
constexpr int kSteps = 600;
constexpr int kWorkers = 4;
constexpr int kPool = 24;                    // Stages that the random sweeps are drawn from.
const core::Labels kZone = {{"zone", "a"}};  // Of every other worker.

// A worker process: what it holds, which is what it reports.
struct WorkerProcess {
  core::WorkerIndex index{};
  bool connected = false;
  std::vector<leases::AttemptReport> attempts;
};

class Simulation {
 public:
  explicit Simulation(std::uint32_t seed) : random_(seed) { state_.settings.quotas = {{"bob", 2}}; }

  void Step();
  // Lets everything run to its end, without further trouble.
  void Settle();
  const core::State& state() const { return state_; }
  void CheckTokens() const;
  std::size_t done() const { return done_.size(); }

 private:
  core::Execution DrawExecution();
  int Draw(int end) { return std::uniform_int_distribution<int>(0, end - 1)(random_); }

  void AddSweep();
  void ChangeSweep();
  void ConnectOrLeave(int i);
  void Admit();
  void Report();
  void ProgressAttempt();
  void ReportFrom(WorkerProcess& worker);
  void Advance(core::Duration time);
  void Answer();  // The storage finishes its oldest task.
  void Absorb();  // The shell executes what was emitted.
  void AnswerGrant(const core::PersistGrant& grant);
  void AnswerResult(const core::AcceptResult& result);

  std::mt19937 random_;
  core::State state_;
  core::Effects effects_;
  core::Instant now_{std::chrono::hours(1)};
  std::deque<core::Effect> storage_;
  std::vector<WorkerProcess> workers_ = std::vector<WorkerProcess>(kWorkers);
  std::uint64_t last_token_ = 0;
  std::map<StageIndex, std::uint64_t> newest_token_;
  std::map<StageIndex, std::uint64_t> open_token_;  // Attempts that the storage holds to be live.
  std::set<StageIndex> done_;
  bool calm_ = false;
};

// Whether a sweep that wants the stage lets it run on the worker.
bool MayRunOn(const core::State& state, StageIndex stage, core::WorkerIndex worker) {
  const core::Labels& carried = state[worker].labels;
  return state.stage_sweeps.AnyOf(state[stage].sweeps, [&](core::SweepIndex sweep) {
    const core::Labels& required = state[sweep].execution.labels;
    return state[sweep].state != core::SweepState::kCancelled &&
           std::includes(carried.begin(), carried.end(), required.begin(), required.end());
  });
}

// Stage i of the pool reads two fixed earlier ones, so sweeps that share a stage agree on its inputs.
std::vector<int> InputsOfPool(int i) {
  if (i < 8) return {};
  return i % 3 == 0 ? std::vector<int>{i / 2} : std::vector<int>{i / 2, i - 7};
}

void Collect(int i, std::set<int>& stages) {
  if (!stages.insert(i).second) return;
  for (const int input : InputsOfPool(i)) Collect(input, stages);
}

core::NewSweep RandomSweep(const std::string& id, const std::set<int>& stages) {
  core::NewSweep sweep;
  sweep.id = id;
  std::map<int, std::uint32_t> positions;
  for (const int i : stages) {
    positions[i] = static_cast<std::uint32_t>(positions.size());
    core::NewStage stage;
    stage.key = KeyOf("stage " + std::to_string(i));
    stage.kind = "finetune";
    stage.start_model = i % 2 == 0 ? "bert" : "roberta";
    for (const int input : InputsOfPool(i)) stage.inputs.push_back(positions[input]);
    sweep.stages.push_back(stage);
  }
  return sweep;
}

core::Execution Simulation::DrawExecution() {
  core::Execution execution;
  if (Draw(3) == 0) execution.labels = kZone;
  if (Draw(3) == 0) execution.deadline = std::chrono::minutes(1);
  if (Draw(3) == 0) execution.crash_retries = static_cast<std::uint8_t>(Draw(8));
  if (Draw(3) == 0) execution.memory_retries = static_cast<std::uint8_t>(Draw(4));
  return execution;
}

void Simulation::AddSweep() {
  std::set<int> stages;
  for (int i = 0; i < 3; ++i) Collect(Draw(kPool), stages);
  core::NewSweep sweep = RandomSweep("sweep " + std::to_string(state_.sweeps.size()), stages);
  sweep.owner = Draw(2) == 0 ? "ann" : "bob";
  sweep.priority = Draw(3);
  sweep.execution = DrawExecution();
  core::AddSweep(state_, sweep, now_, effects_);
}

void Simulation::ChangeSweep() {
  if (state_.sweeps.empty()) return;
  const auto sweep = static_cast<core::SweepIndex>(Draw(static_cast<int>(state_.sweeps.size())));
  const int event = Draw(5);
  if (event < 2) {
    core::CancelSweep(state_, sweep, effects_);
  } else if (event < 4) {
    core::Retry(state_, sweep, now_, effects_);
  } else {
    core::SetExecution(state_, sweep, DrawExecution());
  }
}

void Simulation::ConnectOrLeave(int i) {
  WorkerProcess& worker = workers_[static_cast<std::size_t>(i)];
  if (worker.connected) {
    leases::WorkerGone(state_, worker.index);
    worker.connected = false;
    if (Draw(3) == 0) worker.attempts.clear();  // The process died.
    return;
  }
  worker.index = leases::WorkerConnected(state_,
                                         {.id = "worker " + std::to_string(i),
                                          .slots = 1 + i % 2,
                                          .prefetch = i % 3,
                                          .labels = i % 2 == 0 ? kZone : core::Labels()},
                                         now_);
  worker.connected = true;
}

void Simulation::Admit() {
  const WorkerProcess& worker = workers_[static_cast<std::size_t>(Draw(kWorkers))];
  if (!worker.connected) return;
  const auto admission = calm_ ? core::Admission::kActive : static_cast<core::Admission>(Draw(3));
  leases::SetAdmission(state_, worker.index, admission, now_, effects_);
}

void Simulation::ProgressAttempt() {
  WorkerProcess& worker = workers_[static_cast<std::size_t>(Draw(kWorkers))];
  if (worker.attempts.empty()) return;
  leases::AttemptReport& attempt =
      worker.attempts[static_cast<std::size_t>(Draw(static_cast<int>(worker.attempts.size())))];
  if (attempt.state == leases::AttemptState::kQueued) {
    attempt.state = leases::AttemptState::kRunning;
  } else if (attempt.state == leases::AttemptState::kRunning) {
    attempt.checkpoint += static_cast<std::uint32_t>(Draw(2));
    const bool fails = !calm_ && Draw(4) == 0;
    attempt.state = fails ? leases::AttemptState::kFailed : leases::AttemptState::kSucceeded;
    if (fails) attempt.failure_class = static_cast<core::FailureClass>(1 + Draw(8));
    attempt.failure_message = fails ? "why" : "";
  }
}

void Simulation::ReportFrom(WorkerProcess& worker) {
  if (!worker.connected) return;
  leases::ApplyReport(state_, worker.index, {.attempts = worker.attempts}, now_, effects_);
  Absorb();
  // The answer: what is not wanted is forgotten, what is new is queued.
  std::vector<leases::AttemptReport> kept;
  for (const auto& wanted : leases::Wanted(state_, worker.index)) {
    const Digest& key = state_[wanted.stage].key;
    const auto held = std::find_if(worker.attempts.begin(), worker.attempts.end(), [&](const auto& attempt) {
      return attempt.stage_key == key && attempt.token == wanted.token;
    });
    leases::AttemptReport attempt;
    attempt.stage_key = key;
    attempt.token = wanted.token;
    kept.push_back(held == worker.attempts.end() ? attempt : *held);
  }
  worker.attempts = kept;
}

void Simulation::Report() { ReportFrom(workers_[static_cast<std::size_t>(Draw(kWorkers))]); }

void Simulation::Advance(core::Duration time) {
  now_ += time;
  leases::Tick(state_, now_, effects_);
  for (const auto& [stage, lease] : state_.leases) {
    const auto deadline = core::DeadlineOf(state_, stage);
    if (lease.phase != core::LeasePhase::kRunning || lease.trained || !deadline) continue;
    EXPECT_LE(*state_[lease.worker].reported - lease.started, *deadline)
        << "an attempt is known to run beyond its deadline";
  }
}

void Simulation::AnswerGrant(const core::PersistGrant& grant) {
  if (!calm_ && Draw(10) == 0) return leases::GrantFailed(state_, grant.stage, now_, effects_);
  if (!calm_ && Draw(25) == 0) return leases::GrantRefused(state_, grant.stage, "gone", now_, effects_);
  EXPECT_FALSE(open_token_.contains(grant.stage)) << "two live attempts in the storage";
  EXPECT_FALSE(done_.contains(grant.stage)) << "a done stage was granted";
  const core::Token token{++last_token_};
  open_token_[grant.stage] = token.value;
  EXPECT_GT(token.value, newest_token_[grant.stage]);
  newest_token_[grant.stage] = token.value;
  leases::GrantDurable(state_, grant.stage, token, now_, effects_);
}

void Simulation::AnswerResult(const core::AcceptResult& result) {
  if (!calm_ && Draw(20) == 0)
    return leases::ResultIncomplete(state_, result.stage, result.token, now_, effects_);
  if (!calm_ && Draw(10) == 0) {
    return leases::ResultRefused(state_, result.stage, result.token, core::FailureClass::kCrashed, "refused",
                                 now_, effects_);
  }
  EXPECT_EQ(open_token_[result.stage], result.token.value) << "a result under a stale token";
  EXPECT_TRUE(done_.insert(result.stage).second) << "a second result";
  open_token_.erase(result.stage);
  leases::ResultAccepted(state_, result.stage, result.token, effects_);
}

void Simulation::Answer() {
  if (storage_.empty()) return;
  const core::Effect effect = storage_.front();
  storage_.pop_front();
  if (const auto* grant = std::get_if<core::PersistGrant>(&effect)) AnswerGrant(*grant);
  if (const auto* result = std::get_if<core::AcceptResult>(&effect)) AnswerResult(*result);
  if (const auto* close = std::get_if<core::CloseAttempt>(&effect)) {
    EXPECT_EQ(open_token_[close->stage], close->token.value) << "an attempt was closed that was not live";
    open_token_.erase(close->stage);
  }
}

void Simulation::Absorb() {
  scheduling::AssignWork(state_, effects_);
  for (core::Effect& effect : effects_) {
    if (const auto* grant = std::get_if<core::PersistGrant>(&effect)) {
      EXPECT_TRUE(MayRunOn(state_, grant->stage, grant->worker)) << "a worker without the labels";
    }
    const bool stored = std::holds_alternative<core::PersistGrant>(effect) ||
                        std::holds_alternative<core::AcceptResult>(effect) ||
                        std::holds_alternative<core::CloseAttempt>(effect);
    if (stored) storage_.push_back(std::move(effect));
  }
  effects_.clear();
}

void Simulation::Step() {
  const int event = Draw(100);
  if (event < 4) {
    AddSweep();
  } else if (event < 10) {
    ChangeSweep();
  } else if (event < 15) {
    ConnectOrLeave(Draw(kWorkers));
  } else if (event < 17) {
    Admit();
  } else if (event < 40) {
    Report();
  } else if (event < 65) {
    ProgressAttempt();
  } else if (event < 87) {
    Answer();
  } else {
    Advance(std::chrono::milliseconds(Draw(8000)));
  }
  Absorb();
}

void Simulation::Settle() {
  calm_ = true;
  for (int i = 0; i < kWorkers; ++i) {
    if (!workers_[static_cast<std::size_t>(i)].connected) ConnectOrLeave(i);
  }
  for (int i = 0; i < 20'000; ++i) {
    Admit();
    ProgressAttempt();
    Report();
    Answer();
    Absorb();
    if (i % 10 == 0) Advance(std::chrono::seconds(5));
  }
}

void Simulation::CheckTokens() const {
  for (const auto& [stage, lease] : state_.leases) {
    if (lease.phase == core::LeasePhase::kPersisting) continue;
    EXPECT_EQ(lease.token.value, newest_token_.at(stage)) << "a lease under an old token";
  }
  for (const StageIndex stage : done_) EXPECT_EQ(state_[stage].state, StageState::kDone);
  for (std::size_t i = 0; i < state_.workers.size(); ++i) {
    const core::Worker& worker = state_.workers[i];
    EXPECT_LE(worker.held.size(), static_cast<std::size_t>(worker.slots + worker.prefetch));
  }
}

class RandomEvents : public ::testing::TestWithParam<std::uint32_t> {};

TEST_P(RandomEvents, KeepEveryInvariant) {
  std::size_t done = 0;
  for (std::uint32_t history = 0; history < kHistories && !HasFailure(); ++history) {
    Simulation simulation(GetParam() * kHistories + history);
    for (int step = 0; step < kSteps && !HasFailure(); ++step) {
      SCOPED_TRACE(::testing::Message()
                   << "seed " << GetParam() << " history " << history << " step " << step);
      simulation.Step();
      CheckInvariants(simulation.state());
      simulation.CheckTokens();
    }
    done += simulation.done();
  }
  RecordProperty("done", static_cast<int>(done));
  EXPECT_GE(done, 2u * kHistories) << "too little happened to mean anything";
}

TEST_P(RandomEvents, EverythingUnfinishedComesToAnEndInCalmWeather) {
  Simulation simulation(GetParam());
  for (int step = 0; step < kSteps; ++step) simulation.Step();
  simulation.Settle();
  const core::State& state = simulation.state();
  for (std::size_t i = 0; i < state.stages.size(); ++i) {
    const auto stage = static_cast<StageIndex>(i);
    EXPECT_TRUE(core::IsFinal(state[stage].state))
        << core::Name(state[stage].state) << ": "
        << ::testing::PrintToString(scheduling::Explain(state, stage, core::Instant{}));
    EXPECT_FALSE(scheduling::Explain(state, stage, core::Instant{}).empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomEvents, ::testing::Values(1, 2, 3));

}  // namespace
}  // namespace srnet::testing
