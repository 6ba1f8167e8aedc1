// A mask moves as far as its learning rates add up to: what a scale does about it, and what a plan says.
#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kMask = "pipeline: finetune_prune, method: mask, loss: [std, poe], sparsity: [0.5, 0.7]";
const std::string kOneMask = "pipeline: finetune_prune, method: mask, loss: poe, sparsity: 0.7";
const std::string kOracle = "pipeline: finetune_prune, method: mask, oracle: true, loss: std, sparsity: 0.7";

double RateOf(const std::string& grid, const std::string& more, const std::string& task = "mnli") {
  return OnlyWork<stage::MaskTrain>(PlanOf(grid, more, task)).optimisation.learning_rate;
}

TEST(MaskRate, GrowsAsTheScaleShrinks) {
  EXPECT_DOUBLE_EQ(RateOf(kOneMask, "scale: 0.5\n"), 1e-4);
  EXPECT_DOUBLE_EQ(RateOf(kOneMask, "scale: 0.1\n", "qqp"), 2e-4);
  EXPECT_DOUBLE_EQ(RateOf(kOracle, "scale: 0.1\n"), 2e-4);
}

TEST(MaskRate, GrowsUpToACap) {
  for (const char* task : {"mnli", "qqp", "fever"}) {
    EXPECT_EQ(RateOf(kOneMask, "scale: 0.01\n", task), 4e-4) << task;
    EXPECT_EQ(RateOf(kOracle, "scale: 0.01\n", task), 4e-4) << task;
  }
}

TEST(MaskRate, GrowsForEveryInitialisation) {
  const std::string gradual =
      "pipeline: finetune_prune, method: mask, loss: poe, sparsity: {gradual: [0.7, 0.9]}";
  EXPECT_EQ(RateOf(gradual, "scale: 0.01\n"), 4e-4);
  EXPECT_EQ(RateOf("pipeline: prune_only, loss: std, sparsity: 0.5", "scale: 0.01\n"), 4e-4);
}

TEST(MaskRate, IsTheRecipesOwnAtFullScale) {
  EXPECT_EQ(RateOf(kOneMask, ""), 5e-5);
  EXPECT_EQ(RateOf(kOracle, ""), 2e-5);
  EXPECT_EQ(RateOf(kOneMask, "limits: {train_rows: 1000}\n"), 5e-5);
}

TEST(MaskRate, IsTakenAsItIsWritten) {
  EXPECT_EQ(RateOf(kOneMask, "scale: 0.01\noverrides: {mask: {learning_rate: 3e-5}}\n"), 3e-5);
  EXPECT_EQ(RateOf(kOracle, "scale: 0.01\noverrides: {oracle: {learning_rate: 0.002}}\n"), 0.002);
}

TEST(MaskRate, IsTheOnlyOneThatAScaleChanges) {
  const std::string more = "scale: 0.01\n";
  EXPECT_EQ(OnlyWork<stage::Finetune>(PlanOf(kOneMask, more)).optimisation.learning_rate, 5e-5);
  const std::string ladder = "pipeline: prune_finetune, mask_from: imp, loss: std, sparsity: 0.7";
  EXPECT_EQ(OnlyWork<stage::Imp>(PlanOf(ladder, more)).optimisation.learning_rate, 5e-5);
  EXPECT_EQ(OnlyWork<stage::Retrain>(PlanOf(ladder, more)).optimisation.learning_rate, 5e-5);
}

std::vector<std::string> ReachNotices(const Plan& plan) {
  std::vector<std::string> found;
  for (const std::string& notice : plan.notices) {
    if (notice.find("half the gap") != std::string::npos) found.push_back(notice);
  }
  return found;
}

TEST(MaskReach, IsEnoughInEveryPresetAtFullScaleAndAtAHundredth) {
  for (const char* preset : {"paper", "fig7", "fig8", "table5", "table6"}) {
    for (const char* scale : {"1", "0.01"}) {
      const StatusOr<Plan> plan =
          PreviewText(fmt::format("spec: preset/{}\nseeds: 1\nscale: {}\n", preset, scale), {});
      ASSERT_THAT(plan, srnet::testing::IsOk());
      EXPECT_THAT(ReachNotices(*plan), IsEmpty()) << preset << " at " << scale;
    }
  }
}

// 50 steps of a warm-up of 3,600: 5e-5 * (0 + 1 + ... + 49) / 3,600.
TEST(MaskReach, ThatIsTooShortIsToldOnceForAllPointsWithWhatToRaise) {
  const Plan plan = PlanOf(kMask, "limits: {train_rows: 320}\n");
  EXPECT_THAT(ReachNotices(plan),
              ElementsAre(AllOf(HasSubstr("learning_rate"), HasSubstr("epochs"),
                                HasSubstr(": mnli mask_train std, poe (1.7e-05, not 0.01)"))));
}

TEST(MaskReach, IsToldApartForOracles) {
  const Plan plan = PlanOf(kOracle, "scale: 0.0002\noverrides: {oracle: {warmup_steps: 0}}\n");
  EXPECT_THAT(ReachNotices(plan), ElementsAre(HasSubstr(": mnli oracle mask_train std (")));
}

TEST(MaskReach, IsShortenedByOverridesToo) {
  EXPECT_THAT(ReachNotices(PlanOf(kOneMask, "overrides: {mask: {learning_rate: 2e-7}}\n")),
              ElementsAre(HasSubstr("(0.0061, not 0.01)")));
  EXPECT_THAT(ReachNotices(PlanOf(kOneMask, "overrides: {mask: {epochs: 0.05}}\n")), Not(IsEmpty()));
}

TEST(MaskReach, IsMeasuredByTheGapBetweenKeptAndPruned) {
  const std::string rate = "overrides: {mask: {learning_rate: 2e-7, ";
  EXPECT_THAT(ReachNotices(PlanOf(kOneMask, rate + "threshold: 0.002}}\n")), IsEmpty());
  EXPECT_THAT(ReachNotices(PlanOf(kOneMask, rate + "kept_score_factor: 3}}\n")),
              Each(HasSubstr("(0.0061, not 0.015)")));
}

// Its scores are the magnitudes: some lie as near to the threshold as you like.
TEST(MaskReach, MattersToNoSoftInitialisation) {
  const std::string gradual =
      "pipeline: finetune_prune, method: mask, loss: poe, sparsity: {gradual: [0.7, 0.9]}";
  EXPECT_THAT(ReachNotices(PlanOf(gradual, "limits: {train_rows: 320}\n")), IsEmpty());
}

}  // namespace
}  // namespace srnet::planning
