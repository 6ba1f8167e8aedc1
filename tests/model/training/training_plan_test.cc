#include "model/training/training_plan.h"

#include <gtest/gtest.h>

namespace srnet::training {
namespace {

constexpr std::int64_t kMnliRows = 392'702;

stage::Optimisation Mnli(double epochs) {
  return {.learning_rate = 5e-5, .warmup_steps = 3600, .epochs = epochs, .evaluation_interval = 1000};
}

TEST(TrainingPlan, MnliHasTheStepsOfThePaper) {
  EXPECT_EQ(TotalSteps(Mnli(3), kMnliRows), 36'816);
  EXPECT_EQ(TotalSteps(Mnli(5), kMnliRows), 61'360);
}

TEST(TrainingPlan, AFractionOfAnEpochIsRoundedAndNeverNothing) {
  EXPECT_EQ(TotalSteps({.epochs = 0.5, .batch_size = 10}, 75), 4);
  EXPECT_EQ(TotalSteps({.epochs = 0.001, .batch_size = 10}, 75), 1);
}

TEST(TrainingPlan, TheLastPartialBatchIsKept) {
  const TrainingPlan plan = *PlanOf(stage::Finetune{.optimisation = {.epochs = 2, .batch_size = 32}}, 70);
  EXPECT_EQ(plan.total_steps, 6);
  EXPECT_EQ(plan.BatchOf(1).first, 32);
  EXPECT_EQ(plan.BatchOf(1).count, 32);
  EXPECT_EQ(plan.BatchOf(2).count, 6);
  EXPECT_EQ(plan.BatchOf(3).epoch, 1);
  EXPECT_EQ(plan.BatchOf(3).first, 0);
}

TEST(TrainingPlan, EvaluatesAtTheIntervalAndAtTheLastStep) {
  const TrainingPlan plan = *PlanOf(stage::Finetune{.optimisation = Mnli(3)}, kMnliRows);
  EXPECT_TRUE(plan.EvaluatesAt(36'000));
  EXPECT_FALSE(plan.EvaluatesAt(36'815));
  EXPECT_TRUE(plan.EvaluatesAt(36'816));
}

TEST(TrainingPlan, BestSelectionWindowOnMnliWithFiveEpochsStartsAtStep43000) {
  const TrainingPlan plan =
      PlanOf(stage::MaskTrain{.selection_from = 0.7, .optimisation = Mnli(5)}, kMnliRows);
  EXPECT_EQ(plan.first_eligible, 42'952);
  std::int64_t first = 0;
  while (!plan.EvaluatesAt(first) || first < plan.first_eligible) ++first;
  EXPECT_EQ(first, 43'000);
}

TEST(TrainingPlan, TheWindowStartsAtTheIntegerThatAProductMeansDespiteItsRounding) {
  const auto first = [](double from, double epochs) {
    return PlanOf(
               stage::MaskTrain{.selection_from = from, .optimisation = {.epochs = epochs, .batch_size = 1}},
               1)
        .first_eligible;
  };
  EXPECT_EQ(first(0.7, 90), 63);  // 62.99999999999999
  EXPECT_EQ(first(0.1, 30), 3);   // 3.0000000000000004
  EXPECT_EQ(first(0.0, 30), 0);
}

TEST(TrainingPlan, AnImpSegmentIsATenthAndHasAScheduleOverTheWholeTotalWithoutWarmUp) {
  const TrainingPlan plan =
      PlanOf(stage::Imp{.segments = 10, .levels = 9, .optimisation = Mnli(5)}, kMnliRows);
  EXPECT_EQ(plan.segment_steps, 6'136);
  EXPECT_EQ(plan.last_step, 9 * 6'136);
  EXPECT_EQ(plan.UpdatesBefore(6'136), 0);
  EXPECT_EQ(plan.UpdatesBefore(6'137), 1);
  EXPECT_EQ(plan.schedule.RateAt(0), 5e-5);
  EXPECT_DOUBLE_EQ(plan.schedule.RateAt(6'136), 0.9 * 5e-5);
  EXPECT_TRUE(plan.EvaluatesAt(6'136));
  EXPECT_FALSE(plan.EvaluatesAt(1'000));
}

TEST(TrainingPlan, ALadderKeepsEveryProductUnlessItRewinds) {
  EXPECT_EQ(PlanOf(stage::Imp{}, 100).keep, Keep::kEvery);
  EXPECT_EQ(PlanOf(stage::Imp{.rewind = stage::Rewind::kPretrained}, 100).keep, Keep::kNone);
}

// Its last pruning comes at the end of the segment before: what would be trained after it is nobody's.
TEST(TrainingPlan, ALadderThatRewindsHasASegmentLess) {
  const stage::Imp work{
      .segments = 10, .levels = 9, .optimisation = Mnli(5), .rewind = stage::Rewind::kPretrained};
  const TrainingPlan plan = PlanOf(work, kMnliRows);
  EXPECT_EQ(plan.last_step, 8 * 6'136);
  EXPECT_EQ(plan.schedule.total_steps, 61'360);
}

TEST(TrainingPlan, ASnapshotAfterTheLastStepIsRefused) {
  stage::Finetune work{.optimisation = {.epochs = 1, .batch_size = 10}, .snapshot_steps = {2, 10}};
  ASSERT_TRUE(PlanOf(work, 100).ok());
  EXPECT_TRUE(PlanOf(work, 100)->IsSnapshot(10));
  EXPECT_FALSE(PlanOf(work, 100)->IsSnapshot(3));
  EXPECT_EQ(PlanOf(work, 90).status().code(), StatusCode::kInvalidArgument);
}

TEST(TrainingPlan, TheShallowModelHasThePublishedStepsAndIsEvaluatedOnce) {
  const TrainingPlan plan = PlanOf(stage::ShallowModel{}, 2000);
  EXPECT_EQ(plan.total_steps, 5 * 63);
  EXPECT_EQ(plan.interval, plan.last_step);
  EXPECT_EQ(plan.keep, Keep::kNone);
}

}  // namespace
}  // namespace srnet::training
