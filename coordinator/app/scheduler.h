// Runs the scheduler's decisions: applies events to the state and carries its effects to the store.
//
//   event --Apply--> core::State --effects--> writer thread --commit--> event
//                                  \                         (GrantDurable, ResultAccepted, ...)
//                                   \-------> listeners: sessions and watchers
//
// What the store cannot take for now, for example because the disk is full, is tried again with every Tick;
// nothing is acknowledged before its commit. Lives on the control loop.
#pragma once

#include <functional>
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
    // Told after each batch of effects, each stage and worker once. Must not call Apply.
    virtual void OnStageChanged(core::StageIndex stage) = 0;
    virtual void OnWantedChanged(core::WorkerIndex worker) = 0;
  };
  using Event = std::function<void(core::State&, core::Instant now, core::Effects&)>;

  // Whether the store has yet to hear of what follows from an event. A command such as a cancellation is made
  // durable by one transaction of its own before its event is applied.
  enum class Durability { kToBeRecorded, kRecorded };

  Scheduler(const Shell& shell, LiveState& state) : shell_(shell), state_(state) {}

  void AddListener(Listener& listener) { listeners_.push_back(&listener); }

  void Apply(const Event& event, Durability durability = Durability::kToBeRecorded);

  // The result of an attempt whose success is about to be applied.
  void OfferResult(core::StageIndex stage, core::Token token, storage::StageResult result);

  // Submits the write, and again with every Tick while the store is only out of order for now. `done` gets
  // the result that stands.
  void WriteUntilDone(storage::Writer::Write write, std::function<void(const Status&)> done);

  // Leases run out, backoffs end, refused writes are tried again. At least once a second.
  void Tick();

 private:
  void PersistGrant(const core::PersistGrant& grant);
  void PersistStart(const core::PersistStart& start);
  void AcceptResult(const core::AcceptResult& accept);
  // `next` is what the batch says of the stage afterwards, if anything.
  void CloseAttempt(const core::CloseAttempt& close, const core::PersistStage* next);
  void PersistSweep(const core::PersistSweep& sweep);

  void Notify(const core::Effects& effects);
  void StageChanged(core::StageIndex stage);

  const Shell& shell_;
  LiveState& state_;
  std::vector<Listener*> listeners_;
  std::unordered_map<core::StageIndex, std::pair<core::Token, storage::StageResult>> offered_;
  std::vector<std::function<void()>> retries_;
};

}  // namespace srnet::app
