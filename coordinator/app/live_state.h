// Everything the control loop knows: the scheduler's state, and beside it what people and workers are shown
// of it.
//
// core::State decides; the maps here only annotate its stages, sweeps and attempts. A plain value on one
// loop.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "coordinator/app/log_window.h"
#include "coordinator/core/state.h"
#include "storage/stores/ids.h"

#include "srnet/v1/sweep.pb.h"
#include "srnet/v1/worker_service.pb.h"

namespace srnet::app {

// What a worker is sent to run a stage.
struct Grant {
  std::string canonical;
  std::vector<v1::ResolvedInput> inputs;
};

struct LiveStage {
  storage::StageId row;
  std::string label;
  std::vector<std::string> notices;  // Of its newest attempt.
  bool counted_done = false;         // In LiveSweep::points_done of its sweeps.
};

// The live attempt at a stage, as its worker reports it. `curve` holds the first points of it, at most
// kMostCurvePoints; `curve_received` counts all that have arrived. `log` is filled while somebody reads it.
struct LiveAttempt {
  core::Token token;
  std::shared_ptr<const Grant> grant;
  std::optional<v1::Progress> progress;
  std::vector<v1::CurvePoint> curve;
  std::int64_t curve_received = 0;
  std::vector<std::string> missing_artifacts;  // Of a success that cannot be accepted yet.
  LogWindow log;
  core::Instant log_followed_until{};
};
inline constexpr std::size_t kMostCurvePoints = 20'000;

struct LiveSweep {
  std::string name;
  storage::Instant created;
  std::optional<storage::Instant> ended;
  std::string superseded_by;  // The id of what an update has made of it.
  std::int64_t points = 0;
  std::int64_t points_done = 0;
  std::unordered_map<core::StageIndex, std::int64_t> answers;  // Points by the stage that answers them.
};

struct LiveState {
  core::State core;
  std::vector<LiveStage> stages;  // By core::StageIndex.
  std::vector<LiveSweep> sweeps;  // By core::SweepIndex.
  std::unordered_map<core::StageIndex, LiveAttempt> attempts;

  LiveStage& operator[](core::StageIndex stage) { return stages[core::Position(stage)]; }
  const LiveStage& operator[](core::StageIndex stage) const { return stages[core::Position(stage)]; }
  LiveSweep& operator[](core::SweepIndex sweep) { return sweeps[core::Position(sweep)]; }
  const LiveSweep& operator[](core::SweepIndex sweep) const { return sweeps[core::Position(sweep)]; }

  // The attempt under that token, or nullptr.
  LiveAttempt* FindAttempt(core::StageIndex stage, core::Token token);

  // Counts the points that the stage answers, once it is DONE.
  void CountIfDone(core::StageIndex stage);
};

}  // namespace srnet::app
