// A submitted specification and the points of its grid, as rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status/status.h"
#include "storage/stores/ids.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

enum class SweepState { kActive, kDone, kFailed, kCancelled };

std::string_view Name(SweepState state);  // "active", ...
StatusOr<SweepState> ParseSweepState(std::string_view name);

struct SweepRecord {
  SweepId id;
  std::string name;
  std::string owner;
  std::string request_id;     // Empty: none given.
  std::string specification;  // As submitted.
  std::int64_t priority = 0;  // Higher runs first.
  SweepState state = SweepState::kActive;
  Instant created;
  std::optional<Instant> ended;
  SweepId superseded_by{};  // What an update has made of it; empty: none has.
  std::string execution{};  // How its stages are run, as the scheduler spells it; empty: as usual.
};

// The coordinates of a point, ordered: {"pipeline", "finetune_prune"}, {"seed", "1"}, ...
// Keys consist of a-z, 0-9, '_' and '.' and start with a letter; anything else is refused with
// INVALID_ARGUMENT.
using Coordinates = std::vector<std::pair<std::string, std::string>>;

struct NewPoint {
  Coordinates coordinates;
  std::size_t stage = 0;  // Index into NewSweep::stages of the stage that answers the point.
};

struct NewInput {
  std::string role;
  std::size_t stage = 0;  // Index into NewSweep::stages.
  std::string artifact;
};

struct NewStage {
  StageKey key;
  std::string kind;
  std::string canonical;
  std::vector<NewInput> inputs;
  // What its duration depends on (profile_store.h).
  std::string shape{};
  std::int64_t examples = 0;
};

// The plan of one sweep. `stages` is closed under inputs, in any order; each key occurs once.
struct NewSweep {
  SweepId id;
  std::string name;
  std::string owner;
  std::string request_id;
  std::string specification;
  std::int64_t priority = 0;
  Instant created;
  std::vector<NewStage> stages;
  std::vector<NewPoint> points;
  std::string execution{};  // As SweepRecord::execution.
};

// What a submission led to. `stages` is aligned with NewSweep::stages, unless an earlier sweep of the same
// request is returned: then they are that sweep's.
struct Submission {
  SweepRecord sweep;
  bool created = false;  // False: the sweep was there already.
  bool revived = false;  // It was there, and what had failed or been cancelled was asked for again.
  std::vector<StageRecord> stages;
};

struct PointRecord {
  std::int64_t index = 0;
  Coordinates coordinates;
  StageKey stage;
  StageState state = StageState::kBlocked;
};

// How many stages of a sweep are in each state.
struct StageCount {
  std::string kind;
  StageState state = StageState::kBlocked;
  std::int64_t count = 0;
};

}  // namespace srnet::storage
