// A sweep on its way from the storage into the live state: after its submission, and after a restart.
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "coordinator/app/live_state.h"
#include "coordinator/core/submission.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/ids.h"

namespace srnet::app {

struct LoadedSweep {
  core::NewSweep sweep;
  LiveSweep live;                                        // Without `points_done` and `answers`.
  std::vector<LiveStage> stages;                         // Aligned with sweep.stages.
  std::vector<std::pair<Digest, std::int64_t>> answers;  // Points by the key of the stage that answers them.
};

// NOT_FOUND. Any thread.
StatusOr<LoadedSweep> LoadSweep(sqlite::Connection& connection, const storage::SweepId& id);

// Adds the sweep by `add`, which is core::AddSweep or core::RestoreSweep, and what is shown of it. A sweep
// that is there already only passes through `add`.
core::SweepIndex AddToLive(LiveState& state, const LoadedSweep& loaded,
                           const std::function<core::SweepIndex(core::State&, const core::NewSweep&)>& add);

}  // namespace srnet::app
