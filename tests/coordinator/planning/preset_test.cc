// The presets are the paper's grid: its configurations, models and steps.
#include "coordinator/planning/preset.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <numeric>
#include <set>
#include <string>

#include "common/stage/kind.h"
#include "coordinator/planning/plan.h"
#include "coordinator/planning/reference_catalogue.h"
#include "coordinator/planning/summary.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::IsOk;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

Plan Preview(const std::string& yaml, const Catalogue& catalogue = {}) {
  StatusOr<Plan> plan = PreviewText(yaml, catalogue);
  EXPECT_THAT(plan, IsOk());
  return plan.ok() ? *std::move(plan) : Plan();
}

const Plan& PaperOfOneSeed() {
  static const Plan kPlan = Preview("spec: preset/paper\nseeds: 1\n");
  return kPlan;
}

std::map<std::string, KindSummary> ByKind(const Plan& plan) {
  std::map<std::string, KindSummary> kinds;
  for (const KindSummary& kind : Summarise(plan, {}).kinds) kinds[std::string(kind.kind)] = kind;
  return kinds;
}

bool IsTraining(const PlannedStage& stage) {
  const std::set<std::string_view> kKinds = {"finetune", "mask_train", "imp", "retrain"};
  return kKinds.contains(stage::Kinds()[stage.kind].name);
}

// A point's coordinates without task, seed and the sparsity of a ladder: what the paper runs as one script.
std::string ConfigurationOf(const Plan& plan, const Point& point) {
  std::string text;
  const Coordinates coordinates = CoordinatesOf(plan, point);
  std::map<std::string, std::string> at(coordinates.begin(), coordinates.end());
  const bool is_ladder = at["method"] == "imp" && at["pipeline"] == "finetune_prune";
  for (const auto& [axis, value] : coordinates) {
    if (axis != "task" && axis != "seed" && !(is_ladder && axis == "sparsity"))
      text += axis + " " + value + ", ";
  }
  return text;
}

TEST(Presets, AreAllWholeSpecifications) {
  EXPECT_EQ(Presets().size(), 10u);
  for (const Preset& preset : Presets()) {
    const Plan plan = Preview(std::string(preset.text));
    EXPECT_EQ("preset/" + plan.name, preset.name);
    EXPECT_THAT(plan.exclusions, IsEmpty()) << preset.name;
    EXPECT_THAT(plan.notices, Each(HasSubstr("is not in the catalogue"))) << preset.name;
  }
}

TEST(PaperPreset, HasTheReportedModelsOfEachTask) {
  std::map<std::string, int> points;
  for (const Point& point : PaperOfOneSeed().points) {
    ++points[CoordinatesOf(PaperOfOneSeed(), point).front().second];
  }
  EXPECT_THAT(points, ElementsAre(Pair("fever", 77), Pair("mnli", 77), Pair("qqp", 77)));
  EXPECT_EQ(PaperOfOneSeed().points.size(), 231u);
}

// 69 scripts a task: the 77 points without the three sparsities more that each of three ladders is reported
// at, 68, and the ladder of lottery tickets, which is no point: it is what 8 isolated fine-tunings read.
TEST(PaperPreset, HasTheConfigurationsOfEachTask) {
  std::set<std::string> configurations;
  for (const Point& point : PaperOfOneSeed().points) {
    configurations.insert(ConfigurationOf(PaperOfOneSeed(), point));
  }
  // Starts and the gradual sparsity are the same on all tasks but for the 90 % of FEVER's starts.
  EXPECT_EQ(configurations.size(), 68u + 4u);
  const auto trainings = ByKind(PaperOfOneSeed());
  EXPECT_EQ(trainings.at("finetune").stages + trainings.at("mask_train").stages + trainings.at("imp").stages +
                trainings.at("retrain").stages,
            207);
}

TEST(PaperPreset, HasTheStagesOfEachKind) {
  std::map<std::string, std::int64_t> stages;
  for (const auto& [name, kind] : ByKind(PaperOfOneSeed())) stages[name] = kind.stages;
  EXPECT_THAT(stages, ElementsAre(Pair("bias_model", 3), Pair("evaluate", 231), Pair("finetune", 12),
                                  Pair("imp", 12), Pair("import_dataset", 6), Pair("mask_train", 123),
                                  Pair("retrain", 60), Pair("teacher", 3)));
}

// The paper trains masks with reweighting for 5 epochs on MNLI and retrains its lottery tickets with std for
// 3; the released scripts have it the other way about. Four configurations are 24,544 steps longer and four
// shorter, so the totals agree and only two rows differ.
constexpr std::int64_t kMovedSteps = 4 * (61360 - 36816);

// Ladders of lottery tickets end at their last pruning; the reference's train a segment more, on each task.
constexpr std::int64_t kUnusedSteps = 6136 + 7959 + 5313;

TEST(PaperPreset, TakesTheStepsOfThePaper) {
  auto kinds = ByKind(PaperOfOneSeed());
  EXPECT_EQ(kinds["finetune"].steps, 423896);
  EXPECT_EQ(kinds["mask_train"].steps,
            3007328 + kMovedSteps + 776376 + 533366 + 1552752 + 411744 + 194094 + 776376);
  EXPECT_EQ(kinds["imp"].steps, 698688 - kUnusedSteps);
  EXPECT_EQ(kinds["retrain"].steps, 945968 - kMovedSteps + 847792 + 374808);
  std::int64_t total = 0;
  for (const auto& [name, kind] : kinds) total += kind.steps;
  EXPECT_EQ(total, 10543188 - kUnusedSteps);
}

TEST(PaperPreset, TakesTheStepsOfTheReleasedScriptsOnRequest) {
  auto kinds = ByKind(Preview("spec: preset/paper\nseeds: 1\ncompat: released_epochs\n"));
  EXPECT_EQ(kinds["mask_train"].steps, 3007328 + 776376 + 533366 + 1552752 + 411744 + 194094 + 776376);
  EXPECT_EQ(kinds["retrain"].steps, 945968 + 847792 + 374808);
}

TEST(PaperPreset, SharesMostOfWhatItsPointsNeed) {
  const Plan& plan = PaperOfOneSeed();
  std::int64_t executions = 0;
  std::int64_t steps = 0;
  for (const Point& point : plan.points) {
    std::set<std::uint32_t> chain = {point.stage};
    std::vector<std::uint32_t> open = {point.stage};
    while (!open.empty()) {
      const PlannedStage& stage = plan.stages[open.back()];
      open.pop_back();
      executions += IsTraining(stage) ? 1 : 0;
      steps += stage.steps;
      for (const PlannedInput& input : plan.InputsOf(stage)) {
        if (chain.insert(input.stage).second) open.push_back(input.stage);
      }
    }
  }
  EXPECT_EQ(executions, 453);
  // Stages are counted whole. Ladders up to the level and fine-tunings up to the step that are read take 19.0
  // million.
  EXPECT_EQ(steps, 20680318 - 8 * kUnusedSteps);
}

TEST(PaperPreset, OfFourSeedsSharesOnlyWhatHasNoSeed) {
  const auto kinds = ByKind(Preview("spec: preset/paper\n"));
  EXPECT_EQ(kinds.at("mask_train").stages, 4 * 123);
  EXPECT_EQ(kinds.at("bias_model").stages, 3);
}

// Under these the debiased ladders on the std models are the plain ones: one a task, which leaves 204
// trainings. In the authors' code it is 205: there a debiased QQP training lacks the rows that have no entry
// in the published bias predictions, so the two ladders of QQP differ in their rows. Here no row is dropped.
TEST(PaperPreset, LosesThreeLaddersWhenImpIgnoresTheDebiasing) {
  const auto kinds = ByKind(Preview("spec: preset/paper\nseeds: 1\ncompat: A1\n"));
  EXPECT_EQ(kinds.at("imp").stages, 9);
  EXPECT_EQ(kinds.at("finetune").stages + kinds.at("mask_train").stages + kinds.at("imp").stages +
                kinds.at("retrain").stages,
            204);
}

// Figure 7 watches all sets while it trains and figure 8 varies the lengths of trainings.
TEST(PaperPreset, HasEveryStageOfFigures2To6) {
  std::set<stage::StageKey> paper;
  for (const PlannedStage& stage : PaperOfOneSeed().stages) paper.insert(stage.key);
  for (const char* figure : {"fig2", "fig3", "fig4", "fig5", "fig6"}) {
    const Plan plan = Preview(fmt::format("spec: preset/{}\nseeds: 1\n", figure));
    for (const PlannedStage& stage : plan.stages) {
      EXPECT_TRUE(paper.contains(stage.key)) << figure << ": " << stage.canonical;
    }
  }
}

TEST(Preset, IsReplacedMemberByMember) {
  const Plan plan = Preview("spec: preset/fig2\nname: mine\ntasks: mnli\nseeds: [7]\n");
  EXPECT_EQ(plan.name, "mine");
  EXPECT_EQ(plan.points.size(), 2u + 16u);
}

TEST(Preset, NeedsNothingButItsName) { EXPECT_EQ(Preview("spec: preset/fig2\n").points.size(), 3u * 4 * 18); }

TEST(Preset, CanBeScaledAndCountedWithoutAnyData) {
  const Plan plan = Preview("spec: preset/paper\nseeds: 1\nscale: 0.01\n");
  std::int64_t total = 0;
  for (const auto& [name, kind] : ByKind(plan)) total += kind.steps;
  EXPECT_NEAR(static_cast<double>(total), 105432, 1000);
}

TEST(Preset, IsStrictWhenItIsToBeRun) {
  EXPECT_FALSE(PlanText("spec: preset/fig2\n", {}).ok());
  EXPECT_THAT(PlanText("spec: preset/fig2\n", ReferenceCatalogue()), IsOk());
}

TEST(Preview, PrefersTheCatalogue) {
  Catalogue catalogue = ReferenceCatalogue();
  catalogue.datasets[0].sets[0].rows = 320;
  const auto kinds = ByKind(Preview("spec: preset/fig2\ntasks: mnli\nseeds: 1\n", catalogue));
  EXPECT_EQ(kinds.at("finetune").steps, 3 * 10 + 5 * 10);
}

}  // namespace
}  // namespace srnet::planning
