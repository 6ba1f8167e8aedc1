#include "coordinator/leases/worker_session.h"

#include <algorithm>

namespace srnet::leases {

core::WorkerIndex WorkerConnected(core::State& state, const WorkerHello& hello, core::Instant now) {
  const auto next = static_cast<core::WorkerIndex>(state.workers.size());
  const auto [entry, is_new] = state.worker_by_id.try_emplace(hello.id, next);
  if (is_new) state.workers.push_back({.id = hello.id});
  core::Worker& worker = state[entry->second];
  worker.slots = std::max(hello.slots, 0);
  worker.prefetch = std::max(hello.prefetch, 0);
  worker.labels = hello.labels;
  worker.connected = true;
  worker.draining = false;
  worker.greeted = false;
  worker.overdue = false;
  // Never shorter than it was: a restored lease has a longer grace.
  worker.deadline = std::max(worker.deadline, now + state.settings.lease);
  return entry->second;
}

void WorkerGone(core::State& state, core::WorkerIndex worker) {
  state[worker].connected = false;
  state[worker].greeted = false;
}

}  // namespace srnet::leases
