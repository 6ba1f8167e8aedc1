#include "coordinator/core/suspicion.h"

#include <algorithm>
#include <limits>

#include "coordinator/core/allowance.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/requirement.h"

namespace srnet::core {
namespace {

bool CanWork(const Worker& worker) { return TakesWork(worker) && !worker.resting; }

// Whether a worker on which the stage has not crashed could take it.
bool HasUntriedWorker(const State& state, StageIndex stage, const std::vector<WorkerIndex>& tried) {
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const auto worker = static_cast<WorkerIndex>(i);
    const bool untried = std::find(tried.begin(), tried.end(), worker) == tried.end();
    if (untried && CanWork(state[worker]) && Fulfils(state, worker, state[stage].requirement)) return true;
  }
  return false;
}

template <typename Count>
void Increment(Count& count) {
  if (count < std::numeric_limits<Count>::max()) ++count;
}

}  // namespace

void NoteCrash(State& state, StageIndex stage, WorkerIndex index, Instant now) {
  Increment(state[stage].crashes);
  std::vector<WorkerIndex>& tried = state.crashed_on[stage];
  if (std::find(tried.begin(), tried.end(), index) == tried.end()) tried.push_back(index);
  Worker& worker = state[index];
  Increment(worker.crashes_in_row);
  if (worker.crashes_in_row < state.settings.worker_crash_limit) return;
  worker.resting = true;
  worker.rests_until = now + state.settings.rest;
}

void ForgetCrashes(State& state, StageIndex stage) {
  state[stage].crashes = 0;
  state.crashed_on.erase(stage);
}

void Absolve(Worker& worker) {
  worker.crashes_in_row = 0;
  worker.resting = false;
}

// One more crash, and it rests again.
void EndRests(State& state, Instant now) {
  for (Worker& worker : state.workers) {
    if (worker.resting && worker.rests_until <= now) worker.resting = false;
  }
}

bool IsGuilty(const State& state, StageIndex stage) {
  const CrashRetries retries = CrashRetriesOf(state, stage);
  if (state[stage].crashes <= retries.most) return false;
  if (retries.written) return true;
  const auto tried = state.crashed_on.find(stage);
  if (tried == state.crashed_on.end() || tried->second.size() > 1) return true;
  return !HasUntriedWorker(state, stage, tried->second);
}

bool Avoids(const State& state, StageIndex stage, WorkerIndex worker) {
  if (state[stage].crashes == 0) return false;
  const auto found = state.crashed_on.find(stage);
  if (found == state.crashed_on.end()) return false;  // From before a restart: it is not known where.
  const std::vector<WorkerIndex>& tried = found->second;
  const bool crashed_here = std::find(tried.begin(), tried.end(), worker) != tried.end();
  // Going on is worth a second try: what crashed may have been the worker's machine, not the work.
  if (state[stage].crashes < 2 && Keeps(state, worker, stage)) return false;
  return crashed_here && HasUntriedWorker(state, stage, tried);
}

bool Rests(const State& state, WorkerIndex worker) {
  if (!state[worker].resting) return false;
  const Labels& labels = state[worker].labels;  // Another must be able to do all that this one could.
  return std::any_of(state.workers.begin(), state.workers.end(),
                     [&](const Worker& other) { return CanWork(other) && Carries(other.labels, labels); });
}

}  // namespace srnet::core
