#include "coordinator/leases/restore.h"

#include <algorithm>

#include "coordinator/core/life_cycle.h"

namespace srnet::leases {
namespace {

core::WorkerIndex WorkerOf(core::State& state, const std::string& id) {
  const auto next = static_cast<core::WorkerIndex>(state.workers.size());
  const auto [entry, is_new] = state.worker_by_id.try_emplace(id, next);
  if (is_new) state.workers.push_back({.id = id});
  return entry->second;
}

}  // namespace

bool RestoreLease(core::State& state, const LeaseRecord& record, core::Instant now, core::Effects& effects) {
  const auto stage = core::FindStage(state, record.stage_key);
  if (!stage || !state[*stage].queued) return false;
  const core::WorkerIndex worker = WorkerOf(state, record.worker_id);
  core::TakeUp(state, *stage, worker, record.token, record.started, effects);
  state[worker].deadline = std::max(state[worker].deadline, now + state.settings.restart_grace);
  return true;
}

}  // namespace srnet::leases
