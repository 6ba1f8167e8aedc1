// Live state as the wire shows it. Pure reads on the control loop.
#pragma once

#include "coordinator/app/live_state.h"

#include "srnet/v1/sweep.pb.h"

namespace srnet::app {

v1::Sweep ShowSweep(const LiveState& state, core::SweepIndex sweep);
v1::Stage ShowStage(const LiveState& state, core::StageIndex stage);

}  // namespace srnet::app
