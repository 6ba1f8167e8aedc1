// Runs the scheduler's decisions: applies events to the state and carries its effects to the store.
//
//   event --Apply--> core::State --effects--> writer thread --commit--> event
//                                  \                         (GrantDurable, ResultAccepted, ...)
//                                   \-------> listeners: sessions and watchers
//
// The state leads and the store follows: where stages and sweeps stand is always recorded after what led
// there, also after a command, whose own transaction came before other writes that the scheduler had under
// way. What the store cannot take for now, for example because the disk is full, is tried again with every
// Tick, and then as things stand then, so that nothing old lands on something newer. Nothing is acknowledged
// before its commit. Lives on the control loop.
#pragma once

#include <functional>
#include <set>
#include <unordered_map>
#include <vector>

#include "coordinator/app/live_state.h"
#include "coordinator/app/shell.h"
#include "coordinator/core/effect.h"
#include "storage/stores/result_records.h"

namespace srnet::app {

class Scheduler {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    // Told after each batch of effects, each stage, sweep and worker once, in this order. Must not call
    // Apply.
    virtual void OnStageChanged(core::StageIndex stage) = 0;
    // The sweep itself: it ended, or is active again. No stage need have changed with it.
    virtual void OnSweepChanged(core::SweepIndex sweep) = 0;
    virtual void OnWantedChanged(core::WorkerIndex worker) = 0;
  };
  using Event = std::function<void(core::State&, core::Instant now, core::Effects&)>;

  Scheduler(const Shell& shell, LiveState& state) : shell_(shell), state_(state) {}

  void AddListener(Listener& listener) { listeners_.push_back(&listener); }

  void Apply(const Event& event);

  // The result of an attempt whose success is about to be applied.
  void OfferResult(core::StageIndex stage, core::Token token, storage::StageResult result);
  // Whether one was offered that has not been taken up yet.
  bool HasResult(core::StageIndex stage, core::Token token) const;

  // Submits the write, and again with every Tick while the store is only out of order for now. `done` gets
  // the result that stands.
  void WriteUntilDone(const storage::Writer::Write& write, const std::function<void(const Status&)>& done);

  // Leases run out, backoffs end, refused writes are tried again. At least once a second.
  void Tick();

 private:
  // Stages and sweeps whose rows have to be brought in line with the state.
  struct Standings {
    std::set<core::StageIndex> stages;
    std::set<core::SweepIndex> sweeps;
  };

  void Execute(const core::Effects& effects);
  void NoteSweep(const core::PersistSweep& sweep);
  void Record(const Standings& standings);
  void PersistGrant(const core::PersistGrant& grant);
  void PersistStart(const core::PersistStart& start);
  void AcceptResult(const core::AcceptResult& accept);
  // `next` is what the batch says of the stage afterwards, if anything.
  void CloseAttempt(const core::CloseAttempt& close, const core::PersistStage* next);

  void Notify(const core::Effects& effects);
  void StageChanged(core::StageIndex stage);

  const Shell& shell_;
  LiveState& state_;
  std::vector<Listener*> listeners_;
  std::unordered_map<core::StageIndex, std::pair<core::Token, storage::StageResult>> offered_;
  std::vector<std::function<void()>> retries_;
  Status refusal_;        // Of the last of these.
  Standings unrecorded_;  // Refused for now.
};

}  // namespace srnet::app
