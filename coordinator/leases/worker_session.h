// Workers come and go. Their leases stay: only silence beyond the deadline ends those.
#pragma once

#include <cstdint>
#include <string>

#include "coordinator/core/execution.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

struct WorkerHello {
  std::string id{};  // Stable across restarts of the worker.
  std::int32_t slots = 1;
  std::int32_t prefetch = 0;
  core::Labels labels{};
};

// A session opened. A worker known by this id takes up where it left off. Whether a live session holds the id
// already (core::FindWorker, Worker::connected) is for the caller to check. Its first report is answered
// always.
core::WorkerIndex WorkerConnected(core::State& state, const WorkerHello& hello, core::Instant now);

// The stream broke or ended.
void WorkerGone(core::State& state, core::WorkerIndex worker);

}  // namespace srnet::leases
