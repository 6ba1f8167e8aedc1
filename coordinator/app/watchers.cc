#include "coordinator/app/watchers.h"

#include <algorithm>
#include <set>
#include <utility>

#include "coordinator/app/show.h"

namespace srnet::app {
namespace {

constexpr std::size_t kLongestLog = 65'536;
constexpr std::size_t kStagesPerResponse = 2'000;

void AddCurve(v1::WatchSweepResponse& response, const std::string& key,
              const std::vector<v1::CurvePoint>& points) {
  v1::StageCurve& curve = *response.add_curves();
  curve.set_stage_key(key);
  for (const v1::CurvePoint& point : points) *curve.add_points() = point;
}

}  // namespace

Watchers::Watchers(const LiveState& state, std::uint64_t first_cursor)
    : state_(state), first_(first_cursor) {}

void Watchers::Watch(core::SweepIndex sweep, std::uint64_t cursor, std::shared_ptr<rpc::WatchStream> stream) {
  const std::uint64_t id = ++next_id_;
  Watcher& watcher = watchers_[id];
  watcher.stream = std::move(stream);
  watcher.sweep = sweep;
  watcher.cursor = cursor;
  watcher.stream->SetCallbacks([this, id] { Pump(watchers_.at(id)); }, [this, id] { watchers_.erase(id); });
  Pump(watcher);
}

void Watchers::OnCurve(core::StageIndex stage, std::vector<v1::CurvePoint> points) {
  if (!points.empty()) Append({stage, std::move(points)});
}

void Watchers::OnStageChanged(core::StageIndex stage) { Append({stage, {}}); }

void Watchers::OnSweepChanged(core::SweepIndex sweep) { Append({sweep, {}}); }

void Watchers::Append(Change change) {
  log_.push_back(std::move(change));
  if (log_.size() > kLongestLog) {
    log_.pop_front();
    ++first_;
  }
  for (auto& [id, watcher] : watchers_) {
    if (Concerns(log_.back(), watcher.sweep)) Pump(watcher);
  }
}

void Watchers::Close(const Status& status) {
  for (auto& [id, watcher] : watchers_) watcher.stream->Finish(status);
}

bool Watchers::Concerns(const Change& change, core::SweepIndex sweep) const {
  if (const auto* changed = std::get_if<core::SweepIndex>(&change.what)) return *changed == sweep;
  const core::Stage& stage = state_.core[std::get<core::StageIndex>(change.what)];
  return state_.core.stage_sweeps.AnyOf(stage.sweeps, [&](core::SweepIndex s) { return s == sweep; });
}

void Watchers::Pump(Watcher& watcher) {
  if (!watcher.stream->writable()) return;
  const bool covered = watcher.cursor >= first_ && watcher.cursor <= last_cursor();
  if (watcher.in_snapshot || !covered) return SendSnapshotPart(watcher);
  if (watcher.cursor < last_cursor() || !watcher.greeted) SendChanges(watcher);
  if (!watcher.stream->writable()) return;
  if (state_.core[watcher.sweep].state != core::SweepState::kActive) watcher.stream->Finish(Status());
}

// Changes that happen while a snapshot is sent in parts are sent again after it.
void Watchers::SendSnapshotPart(Watcher& watcher) {
  if (!watcher.in_snapshot) {
    watcher.in_snapshot = true;
    watcher.snapshot_position = 0;
    watcher.snapshot_cursor = last_cursor();
  }
  v1::WatchSweepResponse response;
  const std::vector<core::StageIndex>& stages = state_.core[watcher.sweep].stages;
  const std::size_t end = std::min(stages.size(), watcher.snapshot_position + kStagesPerResponse);
  for (; watcher.snapshot_position < end; ++watcher.snapshot_position) {
    const core::StageIndex stage = stages[watcher.snapshot_position];
    *response.add_stages() = ShowStage(state_, stage);
    const auto attempt = state_.attempts.find(stage);
    const bool running = attempt != state_.attempts.end() && !attempt->second.curve.empty();
    if (running) AddCurve(response, state_.core[stage].key.ToHex(), attempt->second.curve);
  }
  *response.mutable_sweep() = ShowSweep(state_, watcher.sweep);
  if (end == stages.size()) {
    watcher.in_snapshot = false;
    watcher.cursor = watcher.snapshot_cursor;
    response.set_cursor(watcher.cursor);
  }
  watcher.greeted = true;
  watcher.stream->Send(std::move(response));
}

void Watchers::SendChanges(Watcher& watcher) {
  v1::WatchSweepResponse response;
  std::set<core::StageIndex> changed;
  bool sweep_changed = false;
  for (auto change = log_.begin() + static_cast<std::ptrdiff_t>(watcher.cursor - first_);
       change != log_.end(); ++change) {
    if (!Concerns(*change, watcher.sweep)) continue;
    const auto* stage = std::get_if<core::StageIndex>(&change->what);
    if (stage == nullptr) {
      sweep_changed = true;
    } else if (change->points.empty()) {
      changed.insert(*stage);
    } else {
      AddCurve(response, state_.core[*stage].key.ToHex(), change->points);
    }
  }
  watcher.cursor = last_cursor();
  const bool nothing = changed.empty() && !sweep_changed && response.curves().empty();
  if (nothing && watcher.greeted) return;
  for (const core::StageIndex stage : changed) *response.add_stages() = ShowStage(state_, stage);
  *response.mutable_sweep() = ShowSweep(state_, watcher.sweep);
  response.set_cursor(watcher.cursor);
  watcher.greeted = true;
  watcher.stream->Send(std::move(response));
}

}  // namespace srnet::app
