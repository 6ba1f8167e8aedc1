// The calendar of one training: how many steps, which rows each step reads, when it evaluates and what may be
// kept.
//
//   steps per epoch = ceil(rows / batch)        total = max(1, round(epochs * steps per epoch))
//
// Steps are counted as done: after the first update the step is 1. A step is evaluated when it is a multiple
// of the interval, and the last one always. Training in segments (iterative magnitude pruning) recreates
// optimiser and schedule at the start of each segment and is evaluated at the end of each. Plain values, any
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "common/stage/stage.h"
#include "common/status/status.h"
#include "model/optim/schedule.h"

namespace srnet::training {

// Rows first .. first + count - 1 of the order of that epoch.
struct BatchPosition {
  std::int64_t epoch = 0;
  std::int64_t first = 0;
  std::int64_t count = 0;
};

// Which products outlive the training, besides snapshots.
enum class Keep { kBest, kEvery, kNone };

struct TrainingPlan {
  std::int64_t rows = 0;
  std::int64_t batch_size = 32;
  std::int64_t total_steps = 1;     // What the schedule decays over.
  std::int64_t last_step = 1;       // Where the training ends: total_steps, or that of its segments.
  std::int64_t interval = 1;        // Of evaluation.
  std::int64_t segment_steps = 0;   // 0: not in segments.
  std::int64_t first_eligible = 0;  // Steps before this one cannot become the best.
  Keep keep = Keep::kBest;
  std::vector<std::int64_t> snapshot_steps = {};  // Ascending; their products are kept too.
  optim::Schedule schedule;

  BatchPosition BatchOf(std::int64_t steps_done) const;
  bool EvaluatesAt(std::int64_t step) const;
  bool IsSnapshot(std::int64_t step) const;
  // Updates since the optimiser was created, before this one.
  std::int64_t UpdatesBefore(std::int64_t steps_done) const;
};

std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows);

// INVALID_ARGUMENT when a snapshot is wanted after the last step.
StatusOr<TrainingPlan> PlanOf(const stage::Finetune& work, std::int64_t rows);

TrainingPlan PlanOf(const stage::Retrain& work, std::int64_t rows);

// Evaluated at the end alone, and nothing is kept: the caller wants the model as it is then. Batches of 32.
TrainingPlan PlanOf(const stage::ShallowModel& shallow, std::int64_t rows);

// The first eligible step is the smallest one that is not below selection_from * total.
TrainingPlan PlanOf(const stage::MaskTrain& work, std::int64_t rows);

// A segment is floor(total / segments) steps, at least 1, at a rate that falls from 1.0 to 1 - 1 / segments
// of the base: the schedule spans the whole total and starts anew. A ladder that rewinds keeps no product
// and has a segment less: its masks are all there is to it, and the last pruning follows the last segment.
TrainingPlan PlanOf(const stage::Imp& work, std::int64_t rows);

}  // namespace srnet::training
