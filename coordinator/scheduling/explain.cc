#include "coordinator/scheduling/explain.h"

#include <fmt/format.h>

#include <chrono>
#include <cstddef>

#include "coordinator/core/allowance.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/requirement.h"
#include "coordinator/core/suspicion.h"

namespace srnet::scheduling {
namespace {

using core::LeasePhase;
using core::StageIndex;
using core::StageState;
using core::State;
using Sentences = std::vector<std::string>;

constexpr std::size_t kInputsNamed = 5;

std::string NameOf(const State& state, StageIndex stage) {
  return fmt::format("{} {}", core::KindOf(state, stage), state[stage].key.ToHex().substr(0, 12));
}

double SecondsUntil(core::Instant then, core::Instant now) {
  return std::chrono::duration<double>(then - now).count();
}

Sentences ExplainBlocked(const State& state, StageIndex stage) {
  Sentences sentences = {
      fmt::format("waits for {} of its {} inputs", state[stage].unmet_inputs, state[stage].input_count)};
  for (const StageIndex input : core::InputsOf(state, stage)) {
    if (state[input].state == StageState::kDone) continue;
    if (sentences.size() > kInputsNamed) {
      sentences.push_back("and for others");
      break;
    }
    sentences.push_back(fmt::format("{} is {}", NameOf(state, input), core::Name(state[input].state)));
  }
  return sentences;
}

// Workers that carry the labels which a stage requires, and what keeps each from taking more.
struct Fleet {
  int all = 0;  // Whatever they carry.
  int connected = 0;
  int draining = 0;
  int quarantined = 0;
  int silent = 0;
  int resting = 0;
  int full = 0;
};

Fleet CountFleet(const State& state, core::RequirementIndex requirement) {
  Fleet fleet;
  for (std::size_t i = 0; i < state.workers.size(); ++i) {
    const core::Worker& worker = state.workers[i];
    if (!worker.connected) continue;
    ++fleet.all;
    if (!core::Fulfils(state, static_cast<core::WorkerIndex>(i), requirement)) continue;
    ++fleet.connected;
    if (worker.admission == core::Admission::kQuarantined) {
      ++fleet.quarantined;
    } else if (worker.draining || worker.admission == core::Admission::kDraining) {
      ++fleet.draining;
    } else if (worker.overdue || !worker.greeted) {
      ++fleet.silent;
    } else if (core::Rests(state, static_cast<core::WorkerIndex>(i))) {
      ++fleet.resting;
    } else if (static_cast<std::int64_t>(worker.held.size()) >= worker.slots + worker.prefetch) {
      ++fleet.full;
    }
  }
  return fleet;
}

// Whether a worker is connected that carries what the stage requires.
bool ExplainLabels(const State& state, core::RequirementIndex requirement, const Fleet& fleet,
                   Sentences& sentences) {
  const std::string labels = core::ToText(state, requirement);
  if (fleet.connected > 0) {
    if (!labels.empty())
      sentences.push_back(fmt::format("{} of {} workers carry {}", fleet.connected, fleet.all, labels));
    return true;
  }
  if (labels.empty()) {
    sentences.push_back("no worker is connected: start srnet-worker");
  } else {
    sentences.push_back(
        fmt::format("no worker carries {}: start srnet-worker with a --label for each, or change "
                    "the labels in `execution` and submit again",
                    labels));
  }
  return false;
}

void ExplainFleet(const State& state, core::RequirementIndex requirement, Sentences& sentences) {
  const Fleet fleet = CountFleet(state, requirement);
  if (!ExplainLabels(state, requirement, fleet, sentences)) return;
  if (fleet.full > 0)
    sentences.push_back(
        fmt::format("{} of {} workers have all their slots taken", fleet.full, fleet.connected));
  if (fleet.draining > 0)
    sentences.push_back(
        fmt::format("{} of {} workers are draining and take nothing new", fleet.draining, fleet.connected));
  if (fleet.quarantined > 0)
    sentences.push_back(
        fmt::format("{} of {} workers are in quarantine", fleet.quarantined, fleet.connected));
  if (fleet.silent > 0)
    sentences.push_back(
        fmt::format("{} of {} workers are connected but silent", fleet.silent, fleet.connected));
  if (fleet.resting > 0)
    sentences.push_back(fmt::format("{} of {} workers rest, because every attempt on them crashed",
                                    fleet.resting, fleet.connected));
}

std::size_t QueuedAbove(const State& state, std::int32_t priority) {
  std::size_t count = 0;
  for (const auto& [level_priority, level] : state.ready.levels()) {
    if (level_priority <= priority) break;
    for (const auto& [owner, lines] : level) {
      for (const auto& [requirement, line] : lines) count += line.size();
    }
  }
  return count;
}

void ExplainAvoided(const State& state, StageIndex stage, Sentences& sentences) {
  const auto crashed = state.crashed_on.find(stage);
  if (crashed == state.crashed_on.end()) return;
  for (const core::WorkerIndex worker : crashed->second) {
    if (!core::Avoids(state, stage, worker)) continue;
    sentences.push_back(
        fmt::format("it crashed on worker {}, so it waits for another one", state[worker].id));
  }
}

void ExplainReservation(const State& state, StageIndex index, core::Instant now, Sentences& sentences) {
  const auto keeper = core::AwaitedKeeper(state, index);
  if (!keeper) return;
  sentences.push_back(fmt::format(
      "worker {} has its checkpoint of step {}; in {:.0f} s any other may begin it anew", state[*keeper].id,
      state[index].checkpoint, SecondsUntil(state.reservations.at(index), now)));
}

Sentences ExplainReady(const State& state, StageIndex index, core::Instant now) {
  const core::Stage& stage = state[index];
  if (state.leases.contains(index))
    return {"an earlier grant of it, since cancelled, is still being made durable"};
  Sentences sentences;
  if (!stage.queued) {
    sentences.push_back(fmt::format("its last attempt ended with {}; the next may start in {:.0f} s",
                                    core::Name(stage.failure_class), SecondsUntil(stage.retry_at, now)));
    return sentences;
  }
  sentences.push_back(fmt::format("is one of {} stages that are ready", state.ready.size()));
  if (const std::size_t above = QueuedAbove(state, stage.priority); above > 0) {
    sentences.push_back(
        fmt::format("{} of them belong to sweeps of higher priority than its {}", above, stage.priority));
  }
  const core::Owner& owner = state[stage.owner];
  if (!core::HasQuotaLeft(owner)) {
    sentences.push_back(
        fmt::format("{} has {} attempts, and the quota allows {}", owner.name, owner.leased, *owner.quota));
  }
  ExplainReservation(state, index, now, sentences);
  ExplainAvoided(state, index, sentences);
  ExplainFleet(state, stage.requirement, sentences);
  return sentences;
}

std::string ExplainPhase(LeasePhase phase, const std::string& worker) {
  switch (phase) {
    case LeasePhase::kPersisting:
      return fmt::format("its grant to worker {} is being made durable", worker);
    case LeasePhase::kGranted:
      return fmt::format("is granted to worker {}, which has not started it yet", worker);
    case LeasePhase::kRunning:
      return fmt::format("is running on worker {}", worker);
    case LeasePhase::kAccepting:
      return fmt::format("worker {} has finished it; the result is being made durable", worker);
  }
  return {};
}

Sentences ExplainLeased(const State& state, StageIndex stage, core::Instant now) {
  const core::Lease& lease = state.leases.at(stage);
  const core::Worker& worker = state[lease.worker];
  Sentences sentences = {ExplainPhase(lease.phase, worker.id)};
  if (!worker.connected) {
    sentences.push_back(
        fmt::format("worker {} is not connected; unless it comes back, the lease ends in {:.0f} s", worker.id,
                    SecondsUntil(worker.deadline, now)));
  }
  const auto deadline = core::DeadlineOf(state, stage);
  if (lease.phase == LeasePhase::kRunning && !lease.trained && deadline) {
    sentences.push_back(fmt::format("it fails by its deadline unless it is done in {:.0f} s",
                                    SecondsUntil(lease.started + *deadline, now)));
  }
  return sentences;
}

Sentences ExplainSkipped(const State& state, StageIndex stage) {
  for (const StageIndex input : core::InputsOf(state, stage)) {
    if (state[input].state == StageState::kFailed) {
      return {fmt::format("{}, which it reads, failed ({}): {}", NameOf(state, input),
                          core::Name(state[input].failure_class), core::FailureMessageOf(state, input))};
    }
    if (state[input].state == StageState::kSkipped) return ExplainSkipped(state, input);
  }
  return {"a stage that it reads failed"};
}

}  // namespace

std::vector<std::string> Explain(const State& state, StageIndex stage, core::Instant now) {
  switch (state[stage].state) {
    case StageState::kBlocked:
      return ExplainBlocked(state, stage);
    case StageState::kReady:
      return ExplainReady(state, stage, now);
    case StageState::kLeased:
      return ExplainLeased(state, stage, now);
    case StageState::kDone:
      return {"is done"};
    case StageState::kFailed:
      return {fmt::format("failed ({}): {}", core::Name(state[stage].failure_class),
                          core::FailureMessageOf(state, stage)),
              "retry the failed stages of the sweep once the cause is gone"};
    case StageState::kSkipped:
      return ExplainSkipped(state, stage);
    case StageState::kCancelled:
      return {"every sweep that names it was cancelled"};
  }
  return {};
}

}  // namespace srnet::scheduling
