// SIGTERM and SIGINT as a question that a stage asks between two steps: finish this one, leave a checkpoint,
// go.
//
// A second signal of the same kind ends the process at once. Process-wide; any thread may ask.
#pragma once

namespace srnet::trainer {

// From now on the two signals only set the flag, and SIGPIPE is ignored.
void CatchStopSignals();

bool StopRequested();

}  // namespace srnet::trainer
