// What holds between any two events, whatever they were (coordinator/core/state.h lists it).
#pragma once

#include "coordinator/core/state.h"

namespace srnet::testing {

// Adds a test failure for everything that does not hold. O(state).
void CheckInvariants(const core::State& state);

}  // namespace srnet::testing
