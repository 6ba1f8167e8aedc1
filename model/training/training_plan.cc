#include "model/training/training_plan.h"

#include <algorithm>
#include <cmath>

namespace srnet::training {
namespace {

std::int64_t StepsPerEpoch(std::int64_t rows, std::int64_t batch_size) {
  return (rows + batch_size - 1) / batch_size;
}

TrainingPlan CommonPlan(const stage::Optimisation& optimisation, std::int64_t rows) {
  const std::int64_t total = TotalSteps(optimisation, rows);
  return {.rows = rows,
          .batch_size = optimisation.batch_size,
          .total_steps = total,
          .last_step = total,
          .interval = optimisation.evaluation_interval,
          .schedule = {.base = optimisation.learning_rate,
                       .warmup_steps = optimisation.warmup_steps,
                       .total_steps = total}};
}

}  // namespace

BatchPosition TrainingPlan::BatchOf(std::int64_t steps_done) const {
  const std::int64_t per_epoch = StepsPerEpoch(rows, batch_size);
  const std::int64_t first = steps_done % per_epoch * batch_size;
  return {.epoch = steps_done / per_epoch, .first = first, .count = std::min(batch_size, rows - first)};
}

bool TrainingPlan::EvaluatesAt(std::int64_t step) const {
  if (segment_steps > 0) return step % segment_steps == 0;
  return step % interval == 0 || step == last_step;
}

bool TrainingPlan::IsSnapshot(std::int64_t step) const {
  return std::binary_search(snapshot_steps.begin(), snapshot_steps.end(), step);
}

std::int64_t TrainingPlan::UpdatesBefore(std::int64_t steps_done) const {
  return segment_steps > 0 ? steps_done % segment_steps : steps_done;
}

std::int64_t TotalSteps(const stage::Optimisation& optimisation, std::int64_t rows) {
  const auto per_epoch = static_cast<double>(StepsPerEpoch(rows, optimisation.batch_size));
  return std::max<std::int64_t>(1, std::llround(optimisation.epochs * per_epoch));
}

StatusOr<TrainingPlan> PlanOf(const stage::Finetune& work, std::int64_t rows) {
  TrainingPlan plan = CommonPlan(work.optimisation, rows);
  plan.snapshot_steps = work.snapshot_steps;
  if (!plan.snapshot_steps.empty() && plan.snapshot_steps.back() > plan.last_step) {
    return InvalidArgument("a snapshot of step {} is wanted, but the training has {} steps",
                           plan.snapshot_steps.back(), plan.last_step);
  }
  return plan;
}

TrainingPlan PlanOf(const stage::Retrain& work, std::int64_t rows) {
  return CommonPlan(work.optimisation, rows);
}

TrainingPlan PlanOf(const stage::ShallowModel& shallow, std::int64_t rows) {
  TrainingPlan plan = CommonPlan({.learning_rate = shallow.learning_rate, .epochs = shallow.epochs}, rows);
  plan.interval = plan.total_steps;
  plan.keep = Keep::kNone;
  return plan;
}

TrainingPlan PlanOf(const stage::MaskTrain& work, std::int64_t rows) {
  TrainingPlan plan = CommonPlan(work.optimisation, rows);
  // 0.7 * 90 is 62.99999999999999 and 0.1 * 30 is 3.0000000000000004: a hair is forgiven so that both mean
  // the integer.
  const double from = work.selection_from * static_cast<double>(plan.total_steps);
  plan.first_eligible = static_cast<std::int64_t>(std::ceil(from - 1e-6));
  return plan;
}

TrainingPlan PlanOf(const stage::Imp& work, std::int64_t rows) {
  TrainingPlan plan = CommonPlan(work.optimisation, rows);
  plan.segment_steps = std::max<std::int64_t>(1, plan.total_steps / work.segments);
  const bool rewinds = work.rewind == stage::Rewind::kPretrained;
  plan.last_step = (rewinds ? work.levels - 1 : work.levels) * plan.segment_steps;
  plan.keep = rewinds ? Keep::kNone : Keep::kEvery;
  plan.schedule.warmup_steps = 0;
  return plan;
}

}  // namespace srnet::training
