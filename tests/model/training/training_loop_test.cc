#include "model/training/training_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <memory>

#include "model/encoder/encoder.h"
#include "model/loss/classification_loss.h"
#include "model/training/masked_model.h"
#include "model/training/pruned_model.h"
#include "model/training/subnetwork_model.h"
#include "tests/model/training/small_loop.h"

namespace srnet::training {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(TrainingLoopTest, TheBestIsStrictlyBetterThanAllBefore) {
  selections_ = {0.5, 0.7, 0.7, 0.6};
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(Plan(8, 2), model, recorder);
  ASSERT_THAT(state, IsOk());
  ASSERT_EQ(state->products.size(), 1u);
  EXPECT_EQ(state->products[0].step, 4);
  EXPECT_EQ(state->best_value, 0.7);
}

TEST_F(TrainingLoopTest, StepsBeforeTheWindowCannotBecomeTheBest) {
  selections_ = {0.9, 0.8, 0.3, 0.4};
  TrainingPlan plan = Plan(8, 2);
  plan.first_eligible = 5;
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->products[0].step, 8);
}

TEST_F(TrainingLoopTest, TheLastStepIsEvaluatedOnceEvenIfItIsNoMultiple) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(Plan(5, 2), model, recorder), IsOk());
  std::vector<std::int64_t> steps;
  for (const CurveValue& point : recorder.curves) {
    if (point.metric == "accuracy") steps.push_back(point.step);
  }
  EXPECT_THAT(steps, ElementsAre(2, 4, 5));
}

TEST_F(TrainingLoopTest, ALadderKeepsTheProductOfEverySegment) {
  TrainingPlan plan = Plan(40, 1000);
  plan.segment_steps = 3;
  plan.last_step = 9;
  plan.keep = Keep::kEvery;
  plan.schedule.warmup_steps = 0;
  PrunedModel model(srnet::testing::TinyWeights(),
                    {.segments = 10, .segment_steps = 3, .clipping = kClipping});
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  ASSERT_EQ(state->products.size(), 3u);
  EXPECT_EQ(state->products[2].step, 9);
}

TEST_F(TrainingLoopTest, SnapshotsAreKeptBesideTheBest) {
  selections_ = {0.5, 0.9, 0.7, 0.6};
  TrainingPlan plan = Plan(8, 2);
  plan.snapshot_steps = {3, 4, 7};
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->best_step, 4);
  std::vector<std::int64_t> steps;
  for (const KeptProduct& product : state->products) {
    steps.push_back(product.step);
    EXPECT_EQ(*DigestOfFile(Store().ProductPath(product.step)), product.digest);
  }
  EXPECT_THAT(steps, ElementsAre(3, 4, 7));
}

TEST_F(TrainingLoopTest, ASnapshotHoldsTheWeightsOfItsStep) {
  TrainingPlan plan = Plan(8, 100);
  plan.snapshot_steps = {3};
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping),
      shorter(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(plan, model, recorder, "long"), IsOk());
  plan.last_step = 3;
  const auto state = Run(plan, shorter, recorder, "short");
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(*ReadFile(Store("long").ProductPath(3), 1 << 24), Product(*state, "short"));
}

TEST_F(TrainingLoopTest, ANewBestTakesThePlaceOfTheOldOneButNotOfASnapshot) {
  selections_ = {0.5, 0.7, 0.8, 0.9};
  TrainingPlan plan = Plan(8, 2);
  plan.snapshot_steps = {4};
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  ASSERT_EQ(state->products.size(), 2u);
  EXPECT_EQ(state->products[0].step, 4);
  EXPECT_EQ(state->products[1].step, 8);
  EXPECT_FALSE(std::filesystem::exists(Store().ProductPath(6)));
}

TEST_F(TrainingLoopTest, ALadderThatRewindsKeepsNoProduct) {
  TrainingPlan plan = Plan(40, 1000);
  plan.segment_steps = 3;
  plan.last_step = 6;
  plan.keep = Keep::kNone;
  PrunedModel model(
      srnet::testing::TinyWeights(),
      {.segments = 10, .segment_steps = 3, .clipping = kClipping, .rewind = stage::Rewind::kPretrained});
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  EXPECT_TRUE(state->products.empty());
}

// A5: between evaluations the sparsity drifts, and a finer control interval holds it.
TEST_F(TrainingLoopTest, AFinerControlIntervalKeepsTheWorkingSparsityNearerToItsTarget) {
  const auto drift = [this](std::int64_t control_interval) {
    MaskedModel model(srnet::testing::TinyWeights(), {.sparsity = 0.7,
                                                      .initial_sparsity = 0.7,
                                                      .total_steps = 60,
                                                      .control_interval = control_interval,
                                                      .clipping = kClipping});
    TrainingPlan plan = Plan(60, 60);
    plan.schedule.base = 5e-3;
    Recorder recorder;
    EXPECT_THAT(Run(plan, model, recorder, "control " + std::to_string(control_interval)), IsOk());
    for (const CurveValue& point : recorder.curves) {
      if (point.metric == "working_sparsity") return 0.7 - point.value;
    }
    return -1.0;
  };
  const double coarse = drift(0), fine = drift(7);
  EXPECT_GT(coarse, 0.01);
  EXPECT_LT(std::abs(fine), coarse / 2);
}

TEST_F(TrainingLoopTest, CheckpointsComeAtEvaluationsAndWhenDueByCount) {
  checkpoint_every_steps_ = 2;
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(Plan(7, 5), model, recorder), IsOk());
  EXPECT_THAT(recorder.checkpoints, ElementsAre(2, 4, 5, 7));
}

TEST_F(TrainingLoopTest, ALossThatIsNotFiniteNamesTheStep) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.classifier.bias.fill_(std::numeric_limits<float>::quiet_NaN());
  SubnetworkModel model(weights, kClipping);
  Recorder recorder;
  EXPECT_THAT(Run(Plan(3, 3), model, recorder), Fails(StatusCode::kAborted, HasSubstr("step 1")));
}

TEST_F(TrainingLoopTest, AMeasurementThatIsNotFiniteNamesTheStepAndWhatItIs) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  selections_ = {std::numeric_limits<double>::infinity()};
  EXPECT_THAT(Run(Plan(3, 3), model, recorder),
              Fails(StatusCode::kAborted, HasSubstr("step 3: accuracy of dev is not finite")));
}

TEST_F(TrainingLoopTest, WithRateZeroNothingChanges) {
  TrainingPlan plan = Plan(4, 4);
  plan.schedule.base = 0;
  SubnetworkModel finetuned(srnet::testing::TinyWeights(), kClipping);
  SubnetworkModel untouched(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(plan, finetuned, recorder), IsOk());
  for (std::size_t i = 0; i < finetuned.leaves().size(); ++i) {
    EXPECT_TRUE(at::equal(finetuned.leaves()[i].detach(), untouched.leaves()[i].detach())) << i;
  }
}

TEST_F(TrainingLoopTest, TrainingLowersTheLossOfTheTask) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  TrainingPlan plan = Plan(150, 150);
  plan.schedule.base = 3e-3;
  DatasetBatches batches(*dataset_.Find(data::Role::kTrain), 1, {});
  const auto loss = [&] {
    const TrainingBatch batch = batches.Read({.epoch = 0, .first = 0, .count = 96});
    const at::NoGradGuard no_gradients;
    const at::Tensor logits =
        encoder::Logits(model.weights(), srnet::testing::TinyConfig(), batch.sequences, {});
    return loss::ClassificationLoss(logits, batch.labels).item<double>();
  };
  const double before = loss();
  ASSERT_THAT(Run(plan, model, recorder), IsOk());
  EXPECT_LT(loss(), 0.5 * before);
}

TEST_F(TrainingLoopTest, MaskTrainingDrops) {
  const auto scores = [this](std::uint64_t seed, const std::string& store) {
    dropout_seed_ = seed;
    MaskedModel model(srnet::testing::TinyWeights(), MaskRule{.clipping = kClipping});
    Recorder recorder;
    EXPECT_THAT(Run(Plan(4, 4), model, recorder, store), IsOk());
    return model.State().front().tensor;
  };
  EXPECT_FALSE(at::equal(scores(5, "one seed"), scores(6, "another seed")));
}

}  // namespace
}  // namespace srnet::training
