// Live leases survive a restart of the coordinator.
#pragma once

#include <string>

#include "common/digest/digest.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// A live attempt as the storage has it.
struct LeaseRecord {
  Digest stage_key;
  core::Token token;
  std::string worker_id;
  bool running = false;  // Known to have started. False if the storage does not know.
};

// Puts the lease back, for its worker to take up again within Settings::restart_grace. Call after
// core::RestoreSweep, before any other event. Returns false, changing nothing, when no sweep that wants the
// stage was restored or the stage is already final: the caller should close the attempt in the storage.
bool RestoreLease(core::State& state, const LeaseRecord& record, core::Instant now);

}  // namespace srnet::leases
