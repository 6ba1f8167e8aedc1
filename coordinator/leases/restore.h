// Live leases survive a restart of the coordinator.
#pragma once

#include <optional>
#include <string>

#include "common/digest/digest.h"
#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// A live attempt as the storage has it.
struct LeaseRecord {
  Digest stage_key{};
  core::Token token{};
  std::string worker_id{};
  std::optional<core::Instant> started{};  // When its worker first said that it runs, if it did.
};

// Puts the lease back, for its worker to take up again within Settings::restart_grace. Call after
// core::CompleteRestore, before any other event. Returns false, changing nothing, when the stage is
// not READY, as after a crash in the middle of a cancellation: the caller should close the attempt in the
// storage.
bool RestoreLease(core::State& state, const LeaseRecord& record, core::Instant now, core::Effects& effects);

}  // namespace srnet::leases
