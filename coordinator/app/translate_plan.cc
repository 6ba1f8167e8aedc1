#include "coordinator/app/translate_plan.h"

#include <utility>

#include "common/stage/kind.h"
#include "coordinator/app/execution_text.h"
#include "coordinator/planning/summary.h"

namespace srnet::app {

storage::NewSweep ToStorage(const planning::Plan& plan) {
  storage::NewSweep sweep;
  sweep.id = {plan.sweep_id};
  sweep.name = plan.name;
  sweep.execution = ToText(plan.execution);
  sweep.stages.reserve(plan.stages.size());
  for (const planning::PlannedStage& planned : plan.stages) {
    storage::NewStage& stage = sweep.stages.emplace_back();
    stage.key = planned.key;
    stage.kind = stage::Kinds()[planned.kind].name;
    stage.canonical = planned.canonical;
    if (!planned.model.IsZero()) stage.shape = planned.model.ToHex();
    stage.examples = planned.examples;
    for (const planning::PlannedInput& input : plan.InputsOf(planned)) {
      stage.inputs.push_back({std::string(input.role), input.stage, std::string(input.artifact)});
    }
  }
  sweep.points.reserve(plan.points.size());
  for (const planning::Point& point : plan.points) {
    sweep.points.push_back({planning::CoordinatesOf(plan, point), point.stage});
  }
  return sweep;
}

v1::PlanResponse ToProto(const planning::Plan& plan, const std::vector<bool>& done) {
  const planning::Summary summary = planning::Summarise(plan, done);
  v1::PlanResponse response;
  response.set_sweep_id(plan.sweep_id);
  response.set_name(plan.name);
  response.set_points(summary.points);
  response.set_stages(summary.stages);
  response.set_unshared_stages(summary.unshared_stages);
  response.set_reused_stages(summary.reused_stages);
  for (const planning::KindSummary& kind : summary.kinds) {
    v1::PlanResponse::KindSummary& shown = *response.add_kinds();
    shown.set_kind(std::string(kind.kind));
    shown.set_stages(kind.stages);
    shown.set_reused(kind.reused);
    shown.set_steps(kind.steps);
    shown.set_examples(kind.examples);
  }
  for (const std::string& notice : plan.notices) response.add_notices(notice);
  for (const std::string& exclusion : plan.exclusions) response.add_exclusions(exclusion);
  return response;
}

}  // namespace srnet::app
