// Subnetworks in isolation, and the variants of iterative magnitude pruning.
#include "model/training/subnetwork_model.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "model/prune/coded_tensors.h"
#include "model/prune/one_shot.h"
#include "model/training/pruned_model.h"
#include "tests/model/training/made_up_training.h"
#include "tests/support/tiny_nli.h"

namespace srnet::training {
namespace {

using ::srnet::testing::IsOk;

prune::CodedTensors SomeMasks() {
  encoder::Weights weights = srnet::testing::TinyWeights();
  return prune::OneShotMasks(weights, {.sparsity = 0.6, .prunable = {.classifier = false}});
}

at::Tensor Codes(const prune::CodedTensor& mask) {
  return at::tensor(at::ArrayRef<std::uint8_t>(mask.codes)).view(mask.shape);
}

TEST(SubnetworkModel, PrunedWeightsAreZeroFromTheStartAndStaySo) {
  const prune::CodedTensors masks = SomeMasks();
  SubnetworkModel model(srnet::testing::TinyWeights(), kNoClipping, masks);
  for (int updates : {0, 5}) {
    Train(model, updates, 1e-2);
    for (const auto& [name, tensor] : Copies(model.weights())) {
      const auto mask = masks.find(name);
      if (mask == masks.end()) continue;
      EXPECT_TRUE(at::equal(tensor == 0, Codes(mask->second) == 0)) << name;
    }
  }
}

TEST(SubnetworkModel, SurvivingWeightsAndEverythingWithoutAMaskAreTrained) {
  const prune::CodedTensors masks = SomeMasks();
  SubnetworkModel model(srnet::testing::TinyWeights(), kNoClipping, masks);
  const auto before = Copies(model.weights());
  Train(model, 1, 1e-3);
  for (const auto& [name, tensor] : Copies(model.weights())) {
    const at::Tensor moved = tensor != before.at(name);
    const auto mask = masks.find(name);
    if (mask == masks.end()) {
      EXPECT_TRUE(moved.any().item<bool>()) << name;
    } else {
      EXPECT_TRUE(at::equal(moved, Codes(mask->second) == 1)) << name;
    }
  }
}

TEST(SubnetworkModel, WithoutMasksItIsPlainFineTuning) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kNoClipping);
  EXPECT_EQ(model.leaves().size(), Copies(model.weights()).size());
  Train(model, 2, 1e-3);
  for (const auto& [name, tensor] : model.State()) EXPECT_NE(name.substr(0, 7), "levels/") << name;
}

TEST(SubnetworkModel, GoesOnBitForBitFromARestoredState) {
  SubnetworkModel straight(srnet::testing::TinyWeights(), kNoClipping, SomeMasks());
  SubnetworkModel resumed(srnet::testing::TinyWeights(), kNoClipping, SomeMasks());
  Train(straight, 3, 1e-3);
  Transfer(straight, resumed);
  for (SubnetworkModel* model : {&straight, &resumed}) {
    ASSERT_THAT(model->Apply(SomeGradients(*model), {.number = 4, .learning_rate = 1e-3}), IsOk());
  }
  EXPECT_EQ(ProductOf(straight), ProductOf(resumed));
}

LadderRule Ladder(stage::Rewind rewind) {
  return {.segments = 10, .segment_steps = 4, .clipping = kNoClipping, .rewind = rewind};
}

void Climb(PrunedModel& model, int first_step, int last_step, double learning_rate = 1e-2) {
  for (int step = first_step; step < last_step; ++step) {
    model.BeginStep(step);
    ASSERT_THAT(model.Apply(SomeGradients(model), {.number = step % 4 + 1, .learning_rate = learning_rate}),
                IsOk());
  }
}

prune::CodedTensors LevelsOf(const PrunedModel& model) {
  const srnet::testing::TemporaryDirectory folder;
  EXPECT_THAT(model.WriteLevels(folder / "levels"), IsOk());
  return *prune::ReadCodedTensors(folder / "levels", prune::Coding::kLevels);
}

TEST(RewindingLadder, RestoresThePretrainedTensorsBitForBitExceptTheClassifier) {
  PrunedModel model(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained));
  const auto first = Copies(model.weights());
  Climb(model, 0, 4);
  const auto trained = Copies(model.weights());
  model.BeginStep(4);
  const prune::CodedTensors masks = prune::MaskOfLevel(LevelsOf(model), 2);
  for (const auto& [name, tensor] : Copies(model.weights())) {
    const auto mask = masks.find(name);
    if (name.starts_with("classifier.")) {
      EXPECT_TRUE(at::equal(tensor, trained.at(name))) << name;
      EXPECT_FALSE(at::equal(tensor, first.at(name))) << name;
    } else if (mask == masks.end()) {
      EXPECT_TRUE(at::equal(tensor, first.at(name))) << name;
    } else {
      EXPECT_TRUE(at::equal(tensor, first.at(name) * Codes(mask->second))) << name;
    }
  }
}

// A2: in the authors' code the rewind does nothing; that is the ladder without rewinding.
TEST(RewindingLadder, WithoutRewindingTheTrainedWeightsAreCarriedOn) {
  PrunedModel model(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kNone));
  Climb(model, 0, 4);
  const auto trained = Copies(model.weights());
  model.BeginStep(4);
  for (const auto& [name, tensor] : Copies(model.weights())) {
    EXPECT_TRUE(at::logical_or(tensor == trained.at(name), tensor == 0).all().item<bool>()) << name;
  }
}

TEST(RewindingLadder, TheFirstMaskEqualsOneShotMagnitude) {
  PrunedModel model(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained));
  Climb(model, 0, 12);
  encoder::Weights weights = srnet::testing::TinyWeights();
  const auto one_shot = prune::OneShotMasks(weights, {.sparsity = 0.1, .prunable = {.classifier = false}});
  for (const auto& [name, mask] : prune::MaskOfLevel(LevelsOf(model), 1)) {
    // A tenth is rounded to the nearest count in a ladder and down in one shot.
    const auto& codes = one_shot.at(name).codes;
    std::size_t different = 0;
    for (std::size_t i = 0; i < codes.size(); ++i) different += codes[i] != mask.codes[i];
    EXPECT_LE(different, 1u) << name;
  }
}

TEST(RewindingLadder, LaterMasksKnowWhatTheTrainingHasLearnt) {
  PrunedModel trained(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained)),
      untrained(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained));
  Climb(trained, 0, 20);
  Climb(untrained, 0, 20, /*learning_rate=*/0);
  EXPECT_EQ(prune::MaskOfLevel(LevelsOf(trained), 1), prune::MaskOfLevel(LevelsOf(untrained), 1));
  EXPECT_NE(prune::MaskOfLevel(LevelsOf(trained), 5), prune::MaskOfLevel(LevelsOf(untrained), 5));
}

TEST(RewindingLadder, GoesOnBitForBitFromARestoredState) {
  PrunedModel straight(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained)),
      resumed(srnet::testing::TinyWeights(), Ladder(stage::Rewind::kPretrained));
  Climb(straight, 0, 6);
  Transfer(straight, resumed);
  Climb(straight, 6, 10);
  Climb(resumed, 6, 10);
  EXPECT_EQ(ProductOf(straight), ProductOf(resumed));
}

TEST(GlobalLadder, PrunesATenthOfAllMatricesTogether) {
  LadderRule rule = Ladder(stage::Rewind::kNone);
  rule.scope = stage::Scope::kGlobal;
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.layers[0].query.weight.mul_(100);
  PrunedModel model(weights, rule);
  model.BeginStep(0);
  std::int64_t pruned = 0, all = 0;
  for (const auto& [name, tensor] : LevelsOf(model)) {
    pruned += std::count(tensor.codes.begin(), tensor.codes.end(), 1);
    all += static_cast<std::int64_t>(tensor.codes.size());
  }
  EXPECT_EQ(pruned, std::llround(0.1 * static_cast<double>(all)));
  EXPECT_LT(Zeros(model.weights().layers[0].query.weight), 10);
}

// A8: the pooler is pruned and the classifier is not, unless it is asked for otherwise.
TEST(Ladder, PoolerAndClassifierArePrunedByChoice) {
  LadderRule rule = Ladder(stage::Rewind::kNone);
  rule.prunable = {.pooler = false, .classifier = true};
  PrunedModel model(srnet::testing::TinyWeights(), rule);
  model.BeginStep(0);
  EXPECT_EQ(Zeros(model.weights().pooler.weight), 0);
  EXPECT_EQ(Zeros(model.weights().classifier.weight), 10);
}

}  // namespace
}  // namespace srnet::training
