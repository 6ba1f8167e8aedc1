// From the store back to the live state after a restart: every active sweep, every live lease with its token.
#pragma once

#include "common/status/status.h"
#include "coordinator/app/live_state.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"

namespace srnet::app {

// Before the first event. Writes only what a crash cut short.
Status Recover(const Shell& shell, LiveState& state, Scheduler& scheduler);

}  // namespace srnet::app
