#include "coordinator/planning/difference.h"

#include <gmock/gmock.h>

#include <string>

#include "tests/coordinator/planning/example_catalogue.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::IsOk;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;

Plan Planned(const std::string& sparsities, const std::string& more = "") {
  const auto plan = PlanText(
      "{name: s, model: bert, tasks: mnli, seeds: 1, grid: [{pipeline: finetune_prune, "
      "method: mask, loss: std, sparsity: " +
          sparsities + "}]" + more + "}",
      ExampleCatalogue());
  EXPECT_THAT(plan, IsOk());
  return plan.ok() ? *plan : Plan();
}

// A running sweep of that plan.
struct Running {
  explicit Running(const Plan& plan) {
    for (const Point& point : plan.points)
      points.push_back({CoordinatesOf(plan, point), plan.stages[point.stage].key});
    for (const PlannedStage& stage : plan.stages) stages.push_back({.key = stage.key});
  }
  Difference To(const Plan& plan) const { return DifferenceFrom(points, stages, plan); }

  std::vector<AnsweredPoint> points;
  std::vector<StandingStage> stages;
};

TEST(PlanDifference, TheSamePlanChangesNothing) {
  const Plan plan = Planned("[0.5, 0.7]");
  const Difference difference = Running(plan).To(plan);
  EXPECT_EQ(difference.kept, 2);
  EXPECT_THAT(difference.added, IsEmpty());
  EXPECT_THAT(difference.removed, IsEmpty());
  EXPECT_THAT(difference.changed, IsEmpty());
  EXPECT_EQ(difference.stages_added + difference.stages_dropped, 0);
}

TEST(PlanDifference, AnotherSparsityAddsItsPointAndTheTwoStagesOfIt) {
  const Difference difference = Running(Planned("[0.5, 0.7]")).To(Planned("[0.5, 0.7, 0.9]"));
  EXPECT_EQ(difference.kept, 2);
  ASSERT_THAT(difference.added, SizeIs(1));
  EXPECT_THAT(difference.added[0].coordinates, Contains(Pair("sparsity", "0.9")));
  EXPECT_EQ(difference.stages_added, 2);  // The training of the mask and its evaluation.
  EXPECT_EQ(difference.stages_dropped, 0);
}

TEST(PlanDifference, APointThatIsLeftOutDropsWhatIsNotDone) {
  Running running(Planned("[0.5, 0.7]"));
  const Plan left = Planned("0.5");
  EXPECT_EQ(running.To(left).stages_dropped, 2);
  EXPECT_EQ(running.To(left).stages_stopped, 0);
  for (StandingStage& stage : running.stages) stage.runs = true;
  EXPECT_EQ(running.To(left).stages_stopped, 2);
  for (StandingStage& stage : running.stages) stage = {.key = stage.key, .done = true};
  const Difference difference = running.To(left);
  EXPECT_EQ(difference.stages_dropped, 0);
  ASSERT_THAT(difference.removed, SizeIs(1));
  EXPECT_THAT(difference.removed[0].coordinates, Contains(Pair("sparsity", "0.7")));
}

TEST(PlanDifference, AnotherRecipeChangesPointsAndKeepsTheirCoordinates) {
  const Difference difference =
      Running(Planned("0.5")).To(Planned("0.5", ", overrides: {mask: {learning_rate: 1e-4}}"));
  EXPECT_EQ(difference.kept, 0);
  EXPECT_THAT(difference.changed, SizeIs(1));
  EXPECT_THAT(difference.added, IsEmpty());
  EXPECT_THAT(difference.removed, IsEmpty());
}

}  // namespace
}  // namespace srnet::planning
