// The storage answers: a grant or a result is durable, or could not be made so.
//
// Each answers exactly one PersistGrant or AcceptResult effect, in the order in which they were emitted per
// stage.
#pragma once

#include <string>

#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::leases {

// The attempt has its token: the worker may see it. If the stage was cancelled or the worker taken out of
// service meanwhile, the attempt is closed instead.
void GrantDurable(core::State& state, core::StageIndex stage, core::Token token, core::Instant now,
                  core::Effects& effects);

// The attempt could not be stored, for example because the disk is full: the stage is READY again after a
// backoff.
void GrantFailed(core::State& state, core::StageIndex stage, core::Instant now, core::Effects& effects);

// The attempt can never be stored, for example because the data that the stage reads is gone: the stage
// FAILED.
void GrantRefused(core::State& state, core::StageIndex stage, std::string reason, core::Instant now,
                  core::Effects& effects);

// The result is on disk: the stage is DONE and the worker may forget the attempt.
void ResultAccepted(core::State& state, core::StageIndex stage, core::Token token, core::Effects& effects);

// An artifact that the result names has gone from the store since it was looked at: the attempt is not done,
// and its worker may report the success again, unless the stage was cancelled or the worker taken out of
// service meanwhile.
void ResultIncomplete(core::State& state, core::StageIndex stage, core::Token token, core::Instant now,
                      core::Effects& effects);

// The result cannot be taken, for example because the storage holds another token. The attempt failed in the
// given way. For a store that is only out of order for now (disk full), commit again instead.
void ResultRefused(core::State& state, core::StageIndex stage, core::Token token,
                   core::FailureClass failure_class, std::string reason, core::Instant now,
                   core::Effects& effects);

}  // namespace srnet::leases
