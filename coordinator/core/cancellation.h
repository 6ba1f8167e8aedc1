// A sweep is called off.
#pragma once

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// Cancels the sweep, and every unfinished stage that no other sweep wants. Workers are told to drop what they
// hold of those; a result that is being committed right now still counts. Cancelling twice changes nothing.
void CancelSweep(State& state, SweepIndex sweep, Effects& effects);

}  // namespace srnet::core
