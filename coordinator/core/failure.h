// What becomes of a stage whose attempt ended without a result: the one place that decides on retries.
//
//   class                                what happens
//   preempted, cancelled                 READY after a backoff, as often as it takes
//   device_fault, crashed                counts as a crash; READY after a backoff, FAILED once it is guilty
//   lost while running                   counts as a crash; READY at once, FAILED once it is guilty
//   lost before it ran, withdrawn        READY at once
//   out_of_memory                        READY at once to run alone on its worker; FAILED once too often
//   bad_input, diverged, data_missing    FAILED
//   deadline_exceeded                    FAILED
// suspicion.h says when a stage is guilty of its crashes, allowance.h how often is too often.
#pragma once

#include <string>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// The live attempt at a LEASED stage reported its failure.
void AttemptFailed(State& state, StageIndex stage, FailureClass failure_class, std::string message,
                   Instant now, Effects& effects);

// The live attempt at a LEASED stage is gone without a word. `reason` is for people.
void AttemptLost(State& state, StageIndex stage, const std::string& reason, Instant now, Effects& effects);

// The live attempt at a LEASED stage is taken from its worker, which is nobody's failure.
void AttemptWithdrawn(State& state, StageIndex stage, const std::string& reason, Instant now,
                      Effects& effects);

}  // namespace srnet::core
