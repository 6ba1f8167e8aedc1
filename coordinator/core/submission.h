// A sweep comes in: its stages join those that are there already.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/digest/digest.h"
#include "coordinator/core/effect.h"
#include "coordinator/core/ids.h"
#include "coordinator/core/stage.h"
#include "coordinator/core/state.h"
#include "coordinator/core/sweep.h"

namespace srnet::core {

// A stage of a new sweep. What is recorded counts only if the scheduler does not hold the stage already: then
// what it holds is newer.
struct NewStage {
  Digest key{};
  std::string kind{};         // "finetune", ...
  std::string start_model{};  // What a worker could hold warm for it, for example a model's digest. "": none.
  std::uint32_t cost = 1;     // Expected seconds, or any unit the sweeps of one coordinator share.
  std::vector<std::uint32_t> inputs{};  // Positions in NewSweep::stages, each before this one.

  // From the storage. BLOCKED, READY and LEASED say no more than "not yet".
  StageState recorded = StageState::kBlocked;
  FailureClass failure_class = FailureClass::kNone;
  std::string failure_message{};
  std::uint16_t attempts = 0;
  std::uint8_t crashes = 0;
  std::uint8_t memory_class = 0;
  std::uint32_t checkpoint = 0;
};

struct NewSweep {
  std::string id{};
  std::string owner{};
  std::int32_t priority = 0;
  Execution execution{};
  // All that its points need, with all their inputs; inputs first, keys unique.
  std::vector<NewStage> stages{};
  SweepState recorded = SweepState::kActive;  // Used by RestoreSweep (restore.h) only.
};

// Adds a sweep and makes its stages run: those it shares are shared, and whatever failed, was skipped or was
// cancelled before is tried again (see Retry). A known id changes nothing: that sweep is the same; Retry it
// if it should run again. The sweep and its stages must be durable already. O(stages + edges).
SweepIndex AddSweep(State& state, const NewSweep& sweep, Instant now, Effects& effects);

// The stages of the sweep queue by that priority from now on, unless another sweep wants them more.
void SetPriority(State& state, SweepIndex sweep, std::int32_t priority);

// The stages of the sweep are run in that way from now on. What has been granted stays where it is.
void SetExecution(State& state, SweepIndex sweep, const Execution& execution);

}  // namespace srnet::core
