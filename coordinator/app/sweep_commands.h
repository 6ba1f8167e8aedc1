// The commands that change sweeps: submissions, updates, cancellations and retries.
//
// Each is one transaction, applied to the live state when it is committed, in the order of the commits. So a
// command is never answered before it is durable, and always acts on what the command before it has left.
// What happened to the stages between the commit and its application is settled by Scheduler, which records
// where they stand afterwards. Lives on the control loop.
#pragma once

#include <cstdint>
#include <functional>

#include "common/status/status.h"
#include "coordinator/app/live_state.h"
#include "coordinator/app/load_sweep.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"
#include "storage/stores/sweep_records.h"

namespace srnet::app {

class SweepCommands {
 public:
  SweepCommands(const Shell& shell, LiveState& state, Scheduler& scheduler)
      : shell_(shell), state_(state), scheduler_(scheduler) {}

  struct Submitted {
    storage::SweepId id;
    bool created = false;  // False: the sweep was there already.
  };
  // The codes of storage::SubmitSweep.
  void Submit(storage::NewSweep sweep, const std::function<void(StatusOr<Submitted>)>& done);

  // Puts `next` in the place of a running sweep. The codes of storage::ReplaceSweep.
  void Update(const storage::SweepId& id, storage::NewSweep next,
              const std::function<void(StatusOr<Submitted>)>& done);

  // NOT_FOUND. A sweep that has ended stays as it is.
  void Cancel(const storage::SweepId& id, const std::function<void(const Status&)>& done);

  // NOT_FOUND. `done` gets how many stages were asked for again.
  void Retry(const storage::SweepId& id, const std::function<void(StatusOr<std::int64_t>)>& done);

 private:
  // `asked_again`: the transaction has revived what failed, was skipped or cancelled.
  void Enter(const LoadedSweep& loaded, bool asked_again);
  void EnterInto(core::State& state, const LoadedSweep& loaded, bool asked_again, core::Instant now,
                 core::Effects& effects);
  void CancelLive(const storage::SweepId& id);
  void CancelIn(core::State& state, const storage::SweepId& id, const storage::SweepId& superseded_by,
                core::Effects& effects);

  const Shell& shell_;
  LiveState& state_;
  Scheduler& scheduler_;
};

}  // namespace srnet::app
