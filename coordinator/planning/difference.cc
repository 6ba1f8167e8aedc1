#include "coordinator/planning/difference.h"

#include <map>
#include <set>
#include <utility>

namespace srnet::planning {
namespace {

void ComparePoints(std::span<const AnsweredPoint> points, const Plan& plan, Difference& difference) {
  std::map<Coordinates, stage::StageKey> left;  // Of the sweep, and not met in the plan so far.
  for (const AnsweredPoint& point : points) left.emplace(point.coordinates, point.stage);
  for (const Point& planned : plan.points) {
    AnsweredPoint point{CoordinatesOf(plan, planned), plan.stages[planned.stage].key};
    const auto known = left.extract(point.coordinates);
    if (known.empty()) {
      difference.added.push_back(std::move(point));
    } else if (known.mapped() != point.stage) {
      difference.changed.push_back(std::move(point));
    } else {
      ++difference.kept;
    }
  }
  for (const AnsweredPoint& point : points) {
    if (left.contains(point.coordinates)) difference.removed.push_back(point);
  }
}

void CompareStages(std::span<const StandingStage> stages, const Plan& plan, Difference& difference) {
  std::set<stage::StageKey> planned;
  for (const PlannedStage& stage : plan.stages) planned.insert(stage.key);
  for (const StandingStage& stage : stages) {
    const bool stays = planned.erase(stage.key) > 0;
    if (stays || stage.done) continue;
    ++difference.stages_dropped;
    if (stage.runs) ++difference.stages_stopped;
  }
  difference.stages_added = static_cast<std::int64_t>(planned.size());
}

}  // namespace

Difference DifferenceFrom(std::span<const AnsweredPoint> points, std::span<const StandingStage> stages,
                          const Plan& plan) {
  Difference difference;
  ComparePoints(points, plan, difference);
  CompareStages(stages, plan, difference);
  return difference;
}

}  // namespace srnet::planning
