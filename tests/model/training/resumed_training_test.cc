// What a training that was stopped does when it is started again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

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

// Stops a fine-tuning after step 3, for another run to find.
class StoppedTraining : public TrainingLoopTest {
 protected:
  StoppedTraining() {
    SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
    Recorder stopped;
    stopped.stop_at = 3;
    EXPECT_THAT(Run(Plan(6, 6), model, stopped), Fails(StatusCode::kCancelled, HasSubstr("stopped")));
  }
};

TEST_F(StoppedTraining, IsStartedAgainWithANoticeInAnotherPrecision) {
  precision_ = encoder::Precision::kBFloat16;
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping),
      fresh(srnet::testing::TinyWeights(), kClipping);
  Recorder recorder, unbroken;
  const auto state = Run(Plan(6, 6), model, recorder);
  EXPECT_THAT(recorder.notices,
              ElementsAre(HasSubstr("computed in float32, this training computes in bf16")));
  EXPECT_EQ(*state, *Run(Plan(6, 6), fresh, unbroken, "fresh"));
}

TEST_F(StoppedTraining, IsStartedAgainWithANoticeByAModelOfOtherTensors) {
  const auto make = [] {
    return MaskedModel(srnet::testing::TinyWeights(), MaskRule{.clipping = kClipping});
  };
  MaskedModel model = make(), fresh = make();
  Recorder recorder, unbroken;
  const auto state = Run(Plan(6, 6), model, recorder);
  EXPECT_THAT(recorder.notices, ElementsAre(HasSubstr("has no tensor scores/")));
  EXPECT_EQ(*state, *Run(Plan(6, 6), fresh, unbroken, "fresh"));
}

TEST_F(StoppedTraining, GoesOnWithANoticeOnAnotherNumberOfThreads) {
  at::set_num_threads(2);
  SubnetworkModel model(srnet::testing::TinyWeights(), kClipping);
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
      plan.keep = Keep::kEvery;
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
                                                  return std::make_unique<SubnetworkModel>(
                                                      srnet::testing::TinyWeights(), kClipping);
                                                },
                                                false},
                                           Kind{"MaskTrain",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<MaskedModel>(
                                                      srnet::testing::TinyWeights(),
                                                      MaskRule{.clipping = kClipping});
                                                },
                                                false},
                                           Kind{"GradualMaskTrainWithUnits",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<MaskedModel>(
                                                      srnet::testing::TinyWeights(),
                                                      MaskRule{.sparsity = 0.75,
                                                               .initial_sparsity = 0.25,
                                                               .total_steps = 12,
                                                               .control_interval = 3,
                                                               .reset_to_initial = true,
                                                               .structure = stage::Structure::kHeadsAndUnits,
                                                               .head_size = 8,
                                                               .clipping = kClipping});
                                                },
                                                false},
                                           Kind{"RewindingImp",
                                                []() -> std::unique_ptr<TrainedModel> {
                                                  return std::make_unique<PrunedModel>(
                                                      srnet::testing::TinyWeights(),
                                                      LadderRule{.segments = 10,
                                                                 .segment_steps = 4,
                                                                 .clipping = kClipping,
                                                                 .rewind = stage::Rewind::kPretrained});
                                                },
                                                true},
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
