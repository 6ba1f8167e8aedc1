// Everything the scheduler knows: stages, sweeps, workers, leases, and the queues over them.
//
// A plain value: no clock, socket, file, thread or lock. It is changed only by the functions of core/,
// leases/ and scheduling/, each of which takes (state, event, now) and appends effects; the fields may be
// read freely. It lives on one loop. Invariants, held between any two calls
// (tests/coordinator/support/invariants.h checks them):
//   - every stage is in exactly one state, and every sweep's counts add up to it;
//   - a stage is LEASED exactly when `leases` has it and it was not abandoned; it never has two leases;
//   - READY means all inputs DONE; SKIPPED means some input FAILED or SKIPPED;
//   - a sweep names all inputs of the stages it names;
//   - a stage that is reserved is READY and has a keeper;
//   - no owner has more live leases than its quota, but for those that were restored;
//   - a READY stage is in `ready`, in `delayed`, or waits for an abandoned grant to become durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "coordinator/core/execution.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/linked_lists.h"
#include "coordinator/core/ready_queue.h"
#include "coordinator/core/settings.h"
#include "coordinator/core/stage.h"
#include "coordinator/core/sweep.h"
#include "coordinator/core/worker.h"

namespace srnet::core {

// Sets of labels of which a worker must carry one (requirement.h).
using Requirement = std::set<Labels>;

struct State {
  Settings settings;

  std::vector<Stage> stages;
  std::vector<Sweep> sweeps;
  std::vector<Worker> workers;
  std::vector<Owner> owners;
  std::vector<std::string> kinds;
  std::vector<Requirement> requirements;  // From RequirementIndex 1 on.

  std::vector<StageIndex> inputs;
  LinkedLists<StageIndex> dependants;
  LinkedLists<SweepIndex> stage_sweeps;

  std::unordered_map<StageIndex, Lease> leases;
  std::unordered_map<StageIndex, std::string> failure_messages;         // Of FAILED stages.
  std::unordered_map<StageIndex, std::vector<WorkerIndex>> crashed_on;  // Each worker once (suspicion.h).
  std::unordered_map<StageIndex, WorkerIndex> keepers;                  // Of checkpoints (keeper.h).
  std::map<StageIndex, Instant> reservations;  // READY stages kept for their keepers, until when.
  ReadyQueue ready;
  std::set<std::pair<Instant, StageIndex>> delayed;  // READY stages that wait for their retry_at.
  std::uint64_t grants = 0;                          // How many were ever made.

  std::unordered_map<Digest, StageIndex> stage_by_key;
  std::unordered_map<std::string, SweepIndex> sweep_by_id;
  std::unordered_map<std::string, WorkerIndex> worker_by_id;
  std::unordered_map<std::string, OwnerIndex> owner_by_name;
  std::unordered_map<std::string, StartModel> start_model_by_name;
  std::map<Requirement, RequirementIndex> requirement_by_content;

  Stage& operator[](StageIndex index) { return stages[Position(index)]; }
  const Stage& operator[](StageIndex index) const { return stages[Position(index)]; }
  Sweep& operator[](SweepIndex index) { return sweeps[Position(index)]; }
  const Sweep& operator[](SweepIndex index) const { return sweeps[Position(index)]; }
  Worker& operator[](WorkerIndex index) { return workers[Position(index)]; }
  const Worker& operator[](WorkerIndex index) const { return workers[Position(index)]; }
  Owner& operator[](OwnerIndex index) { return owners[Position(index)]; }
  const Owner& operator[](OwnerIndex index) const { return owners[Position(index)]; }
};

// Nothing when the scheduler has never heard of it.
std::optional<StageIndex> FindStage(const State& state, const Digest& key);
std::optional<SweepIndex> FindSweep(const State& state, std::string_view id);
std::optional<WorkerIndex> FindWorker(const State& state, std::string_view id);

std::span<const StageIndex> InputsOf(const State& state, StageIndex stage);
const std::string& KindOf(const State& state, StageIndex stage);
// The message of a FAILED stage, empty for others.
std::string_view FailureMessageOf(const State& state, StageIndex stage);
// The live lease that the worker may know of: neither absent, nor abandoned, nor still being made durable.
const Lease* LiveLease(const State& state, StageIndex stage);
// Whether an input FAILED or was SKIPPED.
bool HasFailedInput(const State& state, StageIndex stage);
// Whether a sweep that was not cancelled names the stage.
bool IsWanted(const State& state, StageIndex stage);

}  // namespace srnet::core
