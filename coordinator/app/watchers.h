// Watches of sweeps: a bounded log of changes, and for each watcher the place in it up to which it has been
// told.
//
// A watcher that can take a response gets the present state of everything that changed since its place, so a
// slow one gets fewer and larger responses and costs no queue. A place that the log no longer covers, or that
// another run of the coordinator gave out, gets a new snapshot: several responses, of which only the last has
// a cursor. Lives on the control loop.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <variant>
#include <vector>

#include "coordinator/app/live_state.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/rpc/watch_stream.h"

namespace srnet::app {

class Watchers final : public Scheduler::Listener {
 public:
  // Cursors start above `first_cursor`, which must grow from one run of the coordinator to the next.
  Watchers(const LiveState& state, std::uint64_t first_cursor);

  // The sweep must be loaded. The stream ends when the sweep has.
  void Watch(core::SweepIndex sweep, std::uint64_t cursor, std::shared_ptr<rpc::WatchStream> stream);

  // New values of the curve of a running stage.
  void OnCurve(core::StageIndex stage, std::vector<v1::CurvePoint> points);

  void OnStageChanged(core::StageIndex stage) override;
  void OnSweepChanged(core::SweepIndex sweep) override;
  void OnWantedChanged(core::WorkerIndex) override {}

  // Ends every watch.
  void Close(const Status& status);

  std::size_t size() const { return watchers_.size(); }

 private:
  struct Change {
    std::variant<core::StageIndex, core::SweepIndex> what;
    std::vector<v1::CurvePoint> points;  // Of a stage's curve. Empty: the stage or sweep itself changed.
  };
  struct Watcher {
    std::shared_ptr<rpc::WatchStream> stream;
    core::SweepIndex sweep{};
    std::uint64_t cursor = 0;           // Everything up to it has been sent.
    std::size_t snapshot_position = 0;  // The next stage of a snapshot under way.
    bool in_snapshot = false;
    std::uint64_t snapshot_cursor = 0;  // What the snapshot is at least as new as.
    bool greeted = false;               // It has had a response.
  };

  std::uint64_t last_cursor() const { return first_ + log_.size(); }
  void Append(Change change);
  void Pump(Watcher& watcher);
  void SendSnapshotPart(Watcher& watcher);
  void SendChanges(Watcher& watcher);
  bool Concerns(const Change& change, core::SweepIndex sweep) const;

  const LiveState& state_;
  std::uint64_t first_;  // The cursor before the first change in the log.
  std::deque<Change> log_;
  std::uint64_t next_id_ = 0;
  std::map<std::uint64_t, Watcher> watchers_;
};

}  // namespace srnet::app
