// Which attempts of a worker may start their trainers now. Pure; any thread.
#pragma once

#include <span>
#include <vector>

#include "worker/attempts/grant.h"

namespace srnet::attempts {

struct RunCandidate {
  AttemptId id;
  bool has_process = false;  // Occupies a slot, also while it is being stopped.
  bool ready = false;
  bool alone = false;  // Runs only while no other does.
};

// In the order of the candidates, as many as there are free slots. Never two attempts at one stage at a time,
// as they share its resume folder. Nothing is started beside an attempt that runs alone, nor past one that
// waits for others to end: it would wait for ever.
std::vector<AttemptId> ChooseRuns(std::span<const RunCandidate> candidates, int slots);

}  // namespace srnet::attempts
