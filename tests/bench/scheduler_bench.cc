// What the scheduler core costs: time per completed stage, and memory per queued stage.
//
// BM_Completions runs a sweep of no-op stages to its end on 16 slots, with storage and worker answering at
// once; its items are completions. The time per item must not grow with the size of the sweep. BM_QueuedBytes
// adds a sweep and reports the heap bytes that each queued stage takes, its edge and its place in the queue
// included.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <chrono>
#include <cstring>
#include <utility>
#include <vector>

#include "coordinator/core/submission.h"
#include "coordinator/leases/commit.h"
#include "coordinator/leases/report.h"
#include "coordinator/leases/wanted.h"
#include "coordinator/leases/worker_session.h"
#include "coordinator/scheduling/assign.h"

namespace srnet {
namespace {

constexpr core::Instant kNow{std::chrono::hours(1)};

Digest KeyOfNumber(std::uint32_t number) {
  Digest::Bytes bytes{};
  // Spread like a digest: the first word is what the table hashes by.
  const std::uint64_t word = (number + 1) * 0x9e3779b97f4a7c15ULL;
  std::memcpy(bytes.data(), &word, sizeof word);
  return Digest(bytes);
}

// Trainings, each with one evaluation that reads it.
core::NewSweep Grid(std::uint32_t stages) {
  core::NewSweep sweep;
  sweep.id = "grid";
  sweep.owner = "bench";
  sweep.stages.resize(stages);
  for (std::uint32_t i = 0; i < stages; ++i) {
    core::NewStage& stage = sweep.stages[i];
    stage.key = KeyOfNumber(i);
    stage.kind = i % 2 == 0 ? "mask_train" : "evaluate";
    stage.start_model = "bert";
    if (i % 2 == 1) stage.inputs = {i - 1};
  }
  return sweep;
}

class Shell {
 public:
  explicit Shell(std::uint32_t stages) {
    core::AddSweep(state_, Grid(stages), kNow, effects_);
    worker_ = leases::WorkerConnected(state_, {.id = "worker", .slots = 16, .prefetch = 2}, kNow);
    leases::ApplyReport(state_, worker_, {}, kNow, effects_);
  }

  bool Finished() const { return state_.sweeps[0].state == core::SweepState::kDone; }

  // Grants what can be granted; then everything held succeeds.
  void Round() {
    scheduling::AssignWork(state_, effects_);
    Answer();
    leases::WorkerReport report;
    for (const auto& wanted : leases::Wanted(state_, worker_)) {
      leases::AttemptReport attempt;
      attempt.stage_key = state_[wanted.stage].key;
      attempt.token = wanted.token;
      attempt.state = leases::AttemptState::kSucceeded;
      report.attempts.push_back(std::move(attempt));
    }
    leases::ApplyReport(state_, worker_, report, kNow, effects_);
    Answer();
  }

 private:
  void Answer() {
    const core::Effects effects = std::exchange(effects_, {});
    for (const core::Effect& effect : effects) {
      if (const auto* grant = std::get_if<core::PersistGrant>(&effect)) {
        leases::GrantDurable(state_, grant->stage, {++token_}, kNow, effects_);
      } else if (const auto* result = std::get_if<core::AcceptResult>(&effect)) {
        leases::ResultAccepted(state_, result->stage, result->token, effects_);
      }
    }
  }

  core::State state_;
  core::Effects effects_;
  core::WorkerIndex worker_{};
  std::uint64_t token_ = 0;
};

void BM_Completions(benchmark::State& bench) {
  const auto stages = static_cast<std::uint32_t>(bench.range(0));
  for (auto _ : bench) {
    bench.PauseTiming();
    Shell shell(stages);
    bench.ResumeTiming();
    while (!shell.Finished()) shell.Round();
  }
  bench.SetItemsProcessed(bench.iterations() * stages);
}
BENCHMARK(BM_Completions)->Arg(1'000)->Arg(10'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

void BM_QueuedBytes(benchmark::State& bench) {
  const auto stages = static_cast<std::uint32_t>(bench.range(0));
  const core::NewSweep sweep = Grid(stages);
  double bytes = 0;
  for (auto _ : bench) {
    const std::size_t before = ::mallinfo2().uordblks + ::mallinfo2().hblkhd;
    core::State state;
    core::Effects effects;
    core::AddSweep(state, sweep, kNow, effects);
    bytes = static_cast<double>(::mallinfo2().uordblks + ::mallinfo2().hblkhd - before);
  }
  bench.counters["bytes_per_stage"] = bytes / stages;
  bench.SetItemsProcessed(bench.iterations() * stages);
}
BENCHMARK(BM_QueuedBytes)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace srnet

BENCHMARK_MAIN();
