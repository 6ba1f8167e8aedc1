// Fields and inputs that only make sense together.
#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <string>

#include "common/stage/canonical.h"
#include "tests/common/stage/example_stages.h"
#include "tests/support/status_matchers.h"

namespace srnet::stage {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::StartsWith;

template <typename Work>
Stage Example() {
  for (Stage& stage : ExampleStages()) {
    if (std::holds_alternative<Work>(stage.work)) return stage;
  }
  return {};
}

template <typename Work>
Stage With(const std::function<void(Work&)>& change) {
  Stage stage = Example<Work>();
  change(std::get<Work>(stage.work));
  return stage;
}

Stage Without(Stage stage, std::string_view role) {
  std::erase_if(stage.inputs, [&](const Input& input) { return input.role == role; });
  return stage;
}

auto IsRefused(const std::string& message) {
  return Fails(StatusCode::kInvalidArgument, StartsWith(message));
}

TEST(StageConsistency, HoldsForEveryExample) {
  for (const Stage& stage : ExampleStages()) EXPECT_THAT(ParseStage(Canonical(stage)), IsOk());
}

TEST(StageConsistency, BiasGoesWithEveryLossButStd) {
  for (const Loss loss : {Loss::kPoe, Loss::kReweight}) {
    const Stage stage = Without(With<Finetune>([&](Finetune& work) { work.loss = loss; }), "teacher");
    EXPECT_THAT(ParseStage(Canonical(stage)), IsOk());
    EXPECT_THAT(ParseStage(Canonical(Without(stage, "bias"))), IsRefused("inputs: the role \"bias\""));
  }
  const Stage plain = With<Finetune>([](Finetune& work) { work.loss = Loss::kStd; });
  EXPECT_THAT(ParseStage(Canonical(Without(plain, "teacher"))), IsRefused("inputs: the role \"bias\""));
}

TEST(StageConsistency, TeacherGoesWithConfRegOnly) {
  EXPECT_THAT(ParseStage(Canonical(Without(Example<Retrain>(), "teacher"))),
              IsRefused("inputs: the role \"teacher\""));
  EXPECT_THAT(ParseStage(Canonical(With<Retrain>([](Retrain& work) { work.loss = Loss::kPoe; }))),
              IsRefused("inputs: the role \"teacher\""));
}

TEST(StageConsistency, ModelOfABiasModelGoesWithTheShallowModelOnly) {
  EXPECT_THAT(ParseStage(Canonical(With<BiasModel>([](BiasModel& work) { work.features = "claim_only"; }))),
              IsRefused("sources: the role \"model\""));
  Stage shallow = Example<BiasModel>();
  std::erase_if(shallow.sources, [](const Source& source) { return source.role == "model"; });
  EXPECT_THAT(ParseStage(Canonical(shallow)), IsRefused("sources: the role \"model\""));
}

TEST(StageConsistency, SparsityNeverFalls) {
  EXPECT_THAT(ParseStage(Canonical(With<MaskTrain>([](MaskTrain& work) { work.initial_sparsity = 0.6; }))),
              IsRefused("work.initial_sparsity: must not be above sparsity (0.5)"));
}

TEST(StageConsistency, ALadderThatRewindsHasNoCheckpoint) {
  const Stage stage = With<Imp>([](Imp& work) { work.rewind = Rewind::kPretrained; });
  EXPECT_THAT(ParseStage(Canonical(stage)), IsRefused("work.rewind: "));
  EXPECT_THAT(ParseStage(Canonical(Without(stage, "checkpoint"))), IsOk());
}

TEST(StageConsistency, APretrainedModelHasNoClassifierToPrune) {
  const Stage stage = With<OneShot>([](OneShot& work) { work.prune_classifier = true; });
  EXPECT_THAT(ParseStage(Canonical(stage)), IsOk());
  EXPECT_THAT(ParseStage(Canonical(Without(stage, "checkpoint"))), IsRefused("work.prune_classifier: "));
}

TEST(StageConsistency, ALevelGoesWithALadder) {
  Stage stage = With<Retrain>([](Retrain& work) { work.level = 3; });
  EXPECT_THAT(ParseStage(Canonical(stage)), IsRefused("work.level: "));
  const auto mask = std::ranges::find(stage.inputs, "mask", &Input::role);
  mask->artifact = "levels";
  EXPECT_THAT(ParseStage(Canonical(stage)), IsOk());
}

TEST(StageConsistency, AnEvaluationHasAModel) {
  const Stage mask_only = Without(Example<Evaluate>(), "checkpoint");
  EXPECT_THAT(ParseStage(Canonical(mask_only)), IsOk());
  EXPECT_THAT(ParseStage(Canonical(Without(mask_only, "mask"))), IsRefused("inputs: evaluate needs"));
}

TEST(StageConsistency, AFreshClassifierGoesWithAMaskAlone) {
  const Stage stage = With<Evaluate>([](Evaluate& work) { work.fresh_classifier = true; });
  EXPECT_THAT(ParseStage(Canonical(stage)), IsRefused("work.fresh_classifier: "));
  EXPECT_THAT(ParseStage(Canonical(Without(stage, "checkpoint"))), IsOk());
}

}  // namespace
}  // namespace srnet::stage
