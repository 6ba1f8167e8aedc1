// Who is to blame for a crash: the stage, or the worker that ran it?
//
// Neither is known at first. A stage that crashed on a worker is tried on another one while there is another,
// but once more where its checkpoint is (keeper.h); when the crashes are as many as a stage may have
// (settings.h) and happened on two workers, or nobody is left to try it, it is the stage. A number that the
// sweeps themselves give (allowance.h) is kept to on however many workers. A worker on which one attempt
// after the other crashes rests while another can work that carries its labels; if the others crash as well,
// it is not the worker. Where there is one worker only, the count decides.
#pragma once

#include "coordinator/core/ids.h"
#include "coordinator/core/state.h"

namespace srnet::core {

// Notes a crash of the stage on the worker, which may have to rest.
void NoteCrash(State& state, StageIndex stage, WorkerIndex worker, Instant now);

// The stage got further than ever before, so what crashed it so far did not keep it from its end.
void ForgetCrashes(State& state, StageIndex stage);

// An attempt succeeded on the worker.
void Absolve(Worker& worker);

// Ends the rests that are over.
void EndRests(State& state, Instant now);

// Whether the stage has crashed often enough, and on workers enough, to be given up.
bool IsGuilty(const State& state, StageIndex stage);

// Whether the stage should not run on the worker, because it crashed there and another worker could take it.
bool Avoids(const State& state, StageIndex stage, WorkerIndex worker);

// Whether the worker should run nothing for now: it rests, and another worker could work in its place.
bool Rests(const State& state, WorkerIndex worker);

}  // namespace srnet::core
