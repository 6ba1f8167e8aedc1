// Why a stage is not running, in sentences, from the state that decides it.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::scheduling {

// At least one sentence for every stage. Stages are named by kind and the first 12 characters of their key.
std::vector<std::string> Explain(const core::State& state, core::StageIndex stage, core::Instant now);

}  // namespace srnet::scheduling
