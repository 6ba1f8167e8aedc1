// Which workers may run a stage: those that carry the labels that one of the sweeps which want it asks for.
//
// A stage names its requirement by a number, because a hundred thousand stages share a few. Requirements are
// never forgotten.
#pragma once

#include <string>

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// What the sweeps that want the stage ask for together; kAnywhere when nobody does.
RequirementIndex RequirementOf(State& state, StageIndex stage);

bool Carries(const Labels& carried, const Labels& required);

// Whether the worker carries what is required.
bool Fulfils(const State& state, WorkerIndex worker, RequirementIndex requirement);

// "gpu=h200, zone=a".
std::string ToText(const Labels& labels);
// The alternatives: "gpu=h200, or zone=a". Empty for kAnywhere.
std::string ToText(const State& state, RequirementIndex requirement);

}  // namespace srnet::core
