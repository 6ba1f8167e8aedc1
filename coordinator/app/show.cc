#include "coordinator/app/show.h"

#include <google/protobuf/util/time_util.h>

#include "coordinator/app/translate_names.h"

namespace srnet::app {
namespace {

void SetTime(google::protobuf::Timestamp* timestamp, storage::Instant instant) {
  *timestamp = google::protobuf::util::TimeUtil::MillisecondsToTimestamp(instant.time_since_epoch().count());
}

// The attempt under a lease: its worker and its progress.
void ShowLive(const LiveState& state, core::StageIndex index, v1::Stage& shown) {
  const core::Lease* lease = core::LiveLease(state.core, index);
  if (lease == nullptr) return;
  shown.set_worker_id(state.core[lease->worker].id);
  const auto attempt = state.attempts.find(index);
  if (attempt != state.attempts.end() && attempt->second.progress) {
    *shown.mutable_progress() = *attempt->second.progress;
  }
}

}  // namespace

v1::Sweep ShowSweep(const LiveState& state, core::SweepIndex index) {
  const core::Sweep& sweep = state.core[index];
  const LiveSweep& live = state[index];
  v1::Sweep shown;
  shown.set_sweep_id(sweep.id);
  shown.set_name(live.name);
  shown.set_state(ToProto(sweep.state));
  shown.set_priority(sweep.priority);
  shown.set_owner(state.core[sweep.owner].name);
  SetTime(shown.mutable_create_time(), live.created);
  if (live.ended && sweep.state != core::SweepState::kActive) SetTime(shown.mutable_end_time(), *live.ended);
  for (int i = 0; i < core::kStageStates; ++i) {
    const auto stage_state = static_cast<core::StageState>(i);
    SetCount(*shown.mutable_stages(), ToProto(stage_state), sweep.counts[stage_state]);
  }
  shown.set_points(live.points);
  shown.set_points_done(live.points_done);
  shown.set_superseded_by(live.superseded_by);
  return shown;
}

v1::Stage ShowStage(const LiveState& state, core::StageIndex index) {
  const core::Stage& stage = state.core[index];
  v1::Stage shown;
  shown.set_stage_key(stage.key.ToHex());
  shown.set_kind(core::KindOf(state.core, index));
  shown.set_label(state[index].label);
  shown.set_state(ToProto(stage.state));
  shown.set_failure_class(ToProto(stage.failure_class));
  shown.set_failure_message(std::string(core::FailureMessageOf(state.core, index)));
  shown.set_attempts(stage.attempts);
  for (const std::string& notice : state[index].notices) shown.add_notices(notice);
  for (const core::StageIndex input : core::InputsOf(state.core, index)) {
    shown.add_input_stage_keys(state.core[input].key.ToHex());
  }
  ShowLive(state, index, shown);
  return shown;
}

}  // namespace srnet::app
