#include "model/training/training_loop.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/encoder/encoder.h"
#include "model/loss/classification_loss.h"
#include "model/training/dataset_batches.h"
#include "model/training/finetuned_model.h"
#include "model/training/masked_model.h"
#include "model/training/pruned_model.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"

namespace srnet::training {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const ClippingRule kClipping{.clip = stage::Clip::kGlobal, .max_norm = 1};

class Recorder final : public TrainingObserver {
 public:
  void OnStep(std::int64_t step, std::int64_t) override { last_step = step; }
  void OnCurve(const CurveValue& point) override { curves.push_back(point); }
  void OnCheckpoint(std::int64_t step) override { checkpoints.push_back(step); }
  void OnNotice(const std::string& text) override { notices.push_back(text); }
  bool StopRequested() override { return last_step == stop_at; }

  std::int64_t last_step = 0;
  std::int64_t stop_at = -1;
  std::vector<CurveValue> curves;
  std::vector<std::int64_t> checkpoints;
  std::vector<std::string> notices;
};

TrainingPlan Plan(std::int64_t steps, std::int64_t interval) {
  return {.rows = 96,
          .batch_size = 8,
          .total_steps = steps,
          .last_step = steps,
          .interval = interval,
          .schedule = {.base = 1e-3, .warmup_steps = 2, .total_steps = steps}};
}

class TrainingLoopTest : public ::testing::Test {
 protected:
  // Steps this small only wait for each other on several threads.
  TrainingLoopTest() { at::set_num_threads(1); }

  ResumeStore Store(const std::string& name = "resume") {
    return *ResumeStore::Open(folder_ / name, {DigestOf(name)});
  }

  StatusOr<RunState> Run(const TrainingPlan& plan, TrainedModel& model, Recorder& recorder,
                         const std::string& store_name = "resume") {
    DatasetBatches batches(*dataset_.Find(data::Role::kTrain), 1, {});
    LoopSettings settings{
        .config = srnet::testing::TinyConfig(), .precision = precision_, .dropout_seed = dropout_seed_};
    settings.checkpoint_every_steps = checkpoint_every_steps_;
    settings.now = [] { return std::chrono::steady_clock::time_point{}; };
    TrainingLoop loop(plan, settings, model, batches);
    ResumeStore store = Store(store_name);
    return loop.Run([this](const encoder::Weights& weights) { return Evaluate(weights); }, store, recorder);
  }

  // The selection metric of each evaluation in turn; after the list, a number that depends on the weights'
  // bits.
  StatusOr<Evaluation> Evaluate(const encoder::Weights& weights) {
    if (cancel_evaluations_-- > 0) return Cancelled("stop");
    const double sum = weights.layers[1].output.weight.detach().to(at::kDouble).sum().item<double>();
    const double selection = evaluated_ < selections_.size() ? selections_[evaluated_] : sum;
    ++evaluated_;
    return Evaluation{.selection = selection,
                      .measurements = {{"dev", "accuracy", selection}, {"dev", "sum", sum}}};
  }

  std::string Product(const RunState& state, const std::string& store_name = "resume") {
    return *ReadFile(Store(store_name).ProductPath(state.products.back().step), 1 << 24);
  }

  srnet::testing::TemporaryDirectory folder_;
  data::TokenisedDataset dataset_ = srnet::testing::TinyTokens(folder_ / "tokens");
  std::vector<double> selections_;
  std::size_t evaluated_ = 0;
  int cancel_evaluations_ = 0;
  std::int64_t checkpoint_every_steps_ = 0;
  std::uint64_t dropout_seed_ = 5;
  encoder::Precision precision_ = encoder::Precision::kFloat32;
};

TEST_F(TrainingLoopTest, TheBestIsStrictlyBetterThanAllBefore) {
  selections_ = {0.5, 0.7, 0.7, 0.6};
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
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
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->products[0].step, 8);
}

TEST_F(TrainingLoopTest, TheLastStepIsEvaluatedOnceEvenIfItIsNoMultiple) {
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
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
  plan.keep_every_product = true;
  plan.schedule.warmup_steps = 0;
  PrunedModel model(srnet::testing::TinyWeights(),
                    {.segments = 10, .segment_steps = 3, .clipping = kClipping});
  Recorder recorder;
  const auto state = Run(plan, model, recorder);
  ASSERT_THAT(state, IsOk());
  ASSERT_EQ(state->products.size(), 3u);
  EXPECT_EQ(state->products[2].step, 9);
}

TEST_F(TrainingLoopTest, CheckpointsComeAtEvaluationsAndWhenDueByCount) {
  checkpoint_every_steps_ = 2;
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(Plan(7, 5), model, recorder), IsOk());
  EXPECT_THAT(recorder.checkpoints, ElementsAre(2, 4, 5, 7));
}

TEST_F(TrainingLoopTest, ALossThatIsNotFiniteNamesTheStep) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.classifier.bias.fill_(std::numeric_limits<float>::quiet_NaN());
  FinetunedModel model(weights, kClipping);
  Recorder recorder;
  EXPECT_THAT(Run(Plan(3, 3), model, recorder), Fails(StatusCode::kAborted, HasSubstr("step 1")));
}

TEST_F(TrainingLoopTest, WithRateZeroNothingChanges) {
  TrainingPlan plan = Plan(4, 4);
  plan.schedule.base = 0;
  FinetunedModel finetuned(srnet::testing::TinyWeights(), kClipping);
  FinetunedModel untouched(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  ASSERT_THAT(Run(plan, finetuned, recorder), IsOk());
  for (std::size_t i = 0; i < finetuned.leaves().size(); ++i) {
    EXPECT_TRUE(at::equal(finetuned.leaves()[i].detach(), untouched.leaves()[i].detach())) << i;
  }
}

TEST_F(TrainingLoopTest, TrainingLowersTheLossOfTheTask) {
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
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
    MaskedModel model(srnet::testing::TinyWeights(), MaskRule{0.5, {}, kClipping});
    Recorder recorder;
    EXPECT_THAT(Run(Plan(4, 4), model, recorder, store), IsOk());
    return model.State().front().tensor;
  };
  EXPECT_FALSE(at::equal(scores(5, "one seed"), scores(6, "another seed")));
}

// Stops a fine-tuning after step 3, for another run to find.
class StoppedTraining : public TrainingLoopTest {
 protected:
  StoppedTraining() {
    FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
    Recorder stopped;
    stopped.stop_at = 3;
    EXPECT_THAT(Run(Plan(6, 6), model, stopped), Fails(StatusCode::kCancelled, HasSubstr("stopped")));
  }
};

TEST_F(StoppedTraining, IsStartedAgainWithANoticeInAnotherPrecision) {
  precision_ = encoder::Precision::kBFloat16;
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping),
      fresh(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder, unbroken;
  const auto state = Run(Plan(6, 6), model, recorder);
  EXPECT_THAT(recorder.notices,
              ElementsAre(HasSubstr("computed in float32, this training computes in bf16")));
  EXPECT_EQ(*state, *Run(Plan(6, 6), fresh, unbroken, "fresh"));
}

TEST_F(StoppedTraining, IsStartedAgainWithANoticeByAModelOfOtherTensors) {
  const auto make = [] { return MaskedModel(srnet::testing::TinyWeights(), MaskRule{0.5, {}, kClipping}); };
  MaskedModel model = make(), fresh = make();
  Recorder recorder, unbroken;
  const auto state = Run(Plan(6, 6), model, recorder);
  EXPECT_THAT(recorder.notices, ElementsAre(HasSubstr("has no tensor scores/")));
  EXPECT_EQ(*state, *Run(Plan(6, 6), fresh, unbroken, "fresh"));
}

TEST_F(StoppedTraining, GoesOnWithANoticeOnAnotherNumberOfThreads) {
  at::set_num_threads(2);
  FinetunedModel model(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder;
  const auto state = Run(Plan(6, 6), model, recorder);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(state->threads, 2);
  EXPECT_THAT(recorder.notices, ElementsAre(HasSubstr("2 threads after 1"), HasSubstr("from step 3")));
}

// Makes the model of each kind that a training knows.
struct Kind {
  const char* name;
  std::unique_ptr<TrainedModel> (*make)();
  bool ladder;
};

class ResumedTraining : public TrainingLoopTest, public ::testing::WithParamInterface<Kind> {
 protected:
  TrainingPlan MakePlan() const {
    TrainingPlan plan = Plan(12, 4);
    if (GetParam().ladder) {
      plan.segment_steps = 4;
      plan.keep_every_product = true;
      plan.schedule.warmup_steps = 0;
    }
    return plan;
  }
};

TEST_P(ResumedTraining, GivesTheSameBitsAsAnUnbrokenOneWhereverItWasStopped) {
  const auto straight = GetParam().make();
  Recorder unbroken;
  const auto expected = Run(MakePlan(), *straight, unbroken, "straight");
  ASSERT_THAT(expected, IsOk());
  for (const std::int64_t stop : {1, 3, 4, 7, 11}) {
    const std::string store = "stopped at " + std::to_string(stop);
    const auto first = GetParam().make(), second = GetParam().make();
    Recorder stopped, resumed;
    stopped.stop_at = stop;
    ASSERT_THAT(Run(MakePlan(), *first, stopped, store), Fails(StatusCode::kCancelled, HasSubstr("stopped")))
        << stop;
    const auto state = Run(MakePlan(), *second, resumed, store);
    ASSERT_THAT(state, IsOk());
    EXPECT_EQ(*state, *expected) << stop;
    EXPECT_EQ(resumed.curves, unbroken.curves) << stop;
    EXPECT_EQ(Product(*state, store), Product(*expected, "straight")) << stop;
  }
}

TEST_P(ResumedTraining, GivesTheSameBitsOnTwoThreadsToo) {
  at::set_num_threads(2);
  const auto straight = GetParam().make(), first = GetParam().make(), second = GetParam().make();
  Recorder unbroken, stopped, resumed;
  const auto expected = Run(MakePlan(), *straight, unbroken, "straight");
  stopped.stop_at = 7;
  ASSERT_THAT(Run(MakePlan(), *first, stopped), Fails(StatusCode::kCancelled, HasSubstr("stopped")));
  const auto state = Run(MakePlan(), *second, resumed);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(*state, *expected);
  EXPECT_EQ(Product(*state), Product(*expected, "straight"));
}

TEST_P(ResumedTraining, AnInterruptedEvaluationIsRepeatedAndNotPreparedTwice) {
  const auto straight = GetParam().make();
  Recorder unbroken;
  const auto expected = Run(MakePlan(), *straight, unbroken, "straight");
  const auto first = GetParam().make(), second = GetParam().make();
  Recorder stopped, resumed;
  cancel_evaluations_ = 1;
  ASSERT_THAT(Run(MakePlan(), *first, stopped),
              Fails(StatusCode::kCancelled, HasSubstr("stopped after step 4")));
  const auto state = Run(MakePlan(), *second, resumed);
  ASSERT_THAT(state, IsOk());
  EXPECT_EQ(*state, *expected);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ResumedTraining,
                         ::testing::Values(Kind{"Finetune",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<FinetunedModel>(
                                                      srnet::testing::TinyWeights(), kClipping);
                                                },
                                                false},
                                           Kind{"MaskTrain",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<MaskedModel>(
                                                      srnet::testing::TinyWeights(),
                                                      MaskRule{0.5, {}, kClipping});
                                                },
                                                false},
                                           Kind{"Imp",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<PrunedModel>(
                                                      srnet::testing::TinyWeights(),
                                                      LadderRule{10, 4, kClipping});
                                                },
                                                true}),
                         [](const auto& kind) { return kind.param.name; });

}  // namespace
}  // namespace srnet::training
