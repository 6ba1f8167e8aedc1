// The variants of mask training: sparsity that rises, soft scores, shared thresholds, whole heads and units.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "model/prune/coded_tensors.h"
#include "model/prune/magnitude.h"
#include "model/prune/one_shot.h"
#include "model/training/masked_model.h"
#include "tests/model/training/made_up_training.h"
#include "tests/support/tiny_nli.h"

namespace srnet::training {
namespace {

using ::srnet::testing::IsOk;

constexpr std::int64_t kHeadSize = 8;

MaskRule Rule(double sparsity) {
  return {.sparsity = sparsity, .initial_sparsity = sparsity, .clipping = kNoClipping};
}

MaskRule Gradual() {
  MaskRule rule = Rule(0.9);
  rule.initial_sparsity = 0.7;
  rule.total_steps = 100;
  return rule;
}

prune::CodedTensors MasksOf(const MaskedModel& model) {
  const auto masks = prune::Decode(prune::Coding::kMask, ProductOf(model), "mask");
  EXPECT_THAT(masks, IsOk());
  return *masks;
}

void ExpectSparsity(const MaskedModel& model, double sparsity) {
  for (const auto& [name, mask] : MasksOf(model)) {
    const auto pruned = std::count(mask.codes.begin(), mask.codes.end(), std::uint8_t{0});
    EXPECT_EQ(pruned, prune::PrunedCount(static_cast<std::int64_t>(mask.codes.size()), sparsity)) << name;
  }
}

double OverallSparsity(const prune::CodedTensors& masks) {
  double pruned = 0, all = 0;
  for (const auto& [name, mask] : masks) {
    pruned += prune::SparsityOf(mask) * static_cast<double>(mask.codes.size());
    all += static_cast<double>(mask.codes.size());
  }
  return pruned / all;
}

TEST(GradualMask, TheSparsityIsAStepFunctionOfTheControlPoints) {
  MaskedModel model(srnet::testing::TinyWeights(), Gradual());
  ExpectSparsity(model, 0.7);
  Train(model, 20, 1e-3);
  (void)model.PrepareEvaluation(50);
  ExpectSparsity(model, 0.875);
  model.EndStep(60);
  ExpectSparsity(model, 0.875);
  (void)model.PrepareEvaluation(70);
  ExpectSparsity(model, 0.7 + 0.2 * (1 - 0.3 * 0.3 * 0.3));
  (void)model.PrepareEvaluation(100);
  ExpectSparsity(model, 0.9);
}

// A3: by default the best mask has the sparsity of the schedule and the training goes on at it; the authors'
// code goes back to the initial sparsity on a new best.
TEST(GradualMask, ANewBestIsSavedAtTheScheduledSparsityOrByChoiceAtTheInitialOne) {
  MaskRule authors = Gradual();
  authors.reset_to_initial = true;
  MaskedModel ours(srnet::testing::TinyWeights(), Gradual()), theirs(srnet::testing::TinyWeights(), authors);
  for (MaskedModel* model : {&ours, &theirs}) {
    Train(*model, 20, 1e-3);
    (void)model->PrepareEvaluation(100);
    ExpectSparsity(*model, 0.9);
    model->OnNewBest();
  }
  ExpectSparsity(ours, 0.9);
  ExpectSparsity(theirs, 0.7);
}

TEST(SoftMask, ScoresAreTheMagnitudesAndTheFirstMaskThatOfMagnitudePruning) {
  MaskRule soft = Rule(0.7);
  soft.initialisation = stage::Initialisation::kSoft;
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  MaskedModel model(frozen, soft);
  int seen = 0;
  for (const auto& [name, tensor] : model.State()) {
    if (name != "scores/bert.pooler.dense.weight") continue;
    EXPECT_TRUE(at::equal(tensor, frozen.pooler.weight.abs()));
    ++seen;
  }
  EXPECT_EQ(seen, 1);
  EXPECT_EQ(MasksOf(model), MasksOf(MaskedModel(frozen, Rule(0.7))));
}

TEST(SoftMask, TrainsAnotherMaskThanTheHardInitialisation) {
  MaskRule soft = Rule(0.7);
  soft.initialisation = stage::Initialisation::kSoft;
  MaskedModel hard_model(srnet::testing::TinyWeights(), Rule(0.7)),
      soft_model(srnet::testing::TinyWeights(), soft);
  for (MaskedModel* model : {&hard_model, &soft_model}) {
    Train(*model, 20, 1e-3);
    (void)model->PrepareEvaluation(1);
    ExpectSparsity(*model, 0.7);
  }
  EXPECT_NE(MasksOf(hard_model), MasksOf(soft_model));
}

// A10: the k-th smallest score itself is pruned; the paper's inclusive comparison keeps it.
TEST(InclusiveThreshold, KeepsOneMoreEntryOfEveryMatrix) {
  MaskRule soft = Rule(0.7), inclusive = Rule(0.7);
  soft.initialisation = inclusive.initialisation = stage::Initialisation::kSoft;
  inclusive.comparison = prune::Comparison::kInclusive;
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  const auto strict_masks = MasksOf(MaskedModel(frozen, soft));
  MaskedModel model(frozen, inclusive);
  for (int control = 0; control < 2; ++control) {
    for (const auto& [name, mask] : MasksOf(model)) {
      const auto& strict = strict_masks.at(name).codes;
      EXPECT_EQ(std::count(mask.codes.begin(), mask.codes.end(), 1),
                std::count(strict.begin(), strict.end(), 1) + 1)
          << name;
    }
    (void)model.PrepareEvaluation(1);
  }
}

TEST(GlobalMask, MeetsTheSparsityOverAllMatricesTogether) {
  MaskRule global = Rule(0.5);
  global.scope = stage::Scope::kGlobal;
  encoder::Weights frozen = srnet::testing::TinyWeights();
  frozen.layers[0].query.weight.mul_(50);
  MaskedModel model(frozen, global);
  Train(model, 20, 1e-4);
  (void)model.PrepareEvaluation(1);
  const auto masks = MasksOf(model);
  EXPECT_NEAR(OverallSparsity(masks), 0.5, 1e-4);
  EXPECT_LT(prune::SparsityOf(masks.at("bert.encoder.layer.0.attention.self.query.weight")), 0.2);
}

// A8: both are pruned by default in mask training, and each can be left dense.
TEST(MaskTraining, PoolerAndClassifierAreMaskedByChoice) {
  MaskRule rule = Rule(0.5);
  rule.prunable = {.pooler = false, .classifier = true};
  MaskedModel model(srnet::testing::TinyWeights(), rule);
  EXPECT_EQ(MasksOf(model).count("bert.pooler.dense.weight"), 0u);
  EXPECT_EQ(MasksOf(model).count("classifier.weight"), 1u);
  EXPECT_EQ(Zeros(model.weights().pooler.weight), 0);
  EXPECT_FALSE(model.weights().pooler.weight.requires_grad());
  rule.prunable = {.pooler = true, .classifier = false};
  EXPECT_EQ(MasksOf(MaskedModel(srnet::testing::TinyWeights(), rule)).count("classifier.weight"), 0u);
}

TEST(MaskTraining, WhatWasDrawnAtRandomBelongsToTheProduct) {
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  MaskedModel model(frozen, Rule(0.5), {{"classifier.weight", frozen.classifier.weight}});
  const auto product = prune::DecodeSubnetwork(prune::Coding::kMask, ProductOf(model), "mask");
  ASSERT_THAT(product, IsOk());
  const auto& values = product->parameters.at("classifier.weight").values;
  EXPECT_TRUE(at::equal(at::tensor(values), frozen.classifier.weight.flatten()));
}

MaskRule Units(double sparsity) {
  MaskRule rule = Rule(sparsity);
  rule.structure = stage::Structure::kHeadsAndUnits;
  rule.head_size = kHeadSize;
  return rule;
}

TEST(UnitMask, StartsAsTheMagnitudeSubnetworkOfHeadsAndUnits) {
  encoder::Weights frozen = srnet::testing::TinyWeights();
  const MaskedModel model(frozen, Units(0.5));
  EXPECT_EQ(MasksOf(model), prune::OneShotMasks(frozen, {.sparsity = 0.5,
                                                         .structure = stage::Structure::kHeadsAndUnits,
                                                         .head_size = kHeadSize}));
  EXPECT_EQ(model.leaves().size(), 6u * 2);
}

// L = sum of G * W_eff, so dL/dW_eff = G, and dL/dS of a head is the sum of G * W over what it owns.
TEST(UnitMask, TheGradientOfAScoreIsTheSumOverWhatTheUnitOwnsAlsoWhenItIsPruned) {
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  MaskedModel model(frozen, Units(0.5));
  const auto gradients = SomeGradients(model);
  ASSERT_THAT(model.Apply(gradients, {.number = 1, .learning_rate = 0}), IsOk());
  const auto rows = [&](std::size_t leaf, const at::Tensor& weight) {
    return (gradients[leaf] * weight).to(at::kDouble).view({4, kHeadSize * 32}).sum(1);
  };
  const encoder::Layer& layer = frozen.layers[0];
  const at::Tensor columns = (gradients[3] * layer.attention_output.weight).t().contiguous();
  const at::Tensor expected = rows(0, layer.query.weight) + rows(1, layer.key.weight) +
                              rows(2, layer.value.weight) +
                              columns.to(at::kDouble).view({4, kHeadSize * 32}).sum(1);
  bool found = false;
  for (const auto& [name, tensor] : model.State()) {
    if (name != "first_moment/bert.encoder.layer.0.attention.heads") continue;
    EXPECT_TRUE(at::allclose(tensor.to(at::kDouble), 0.1 * expected, 1e-4, 1e-8));
    found = true;
  }
  EXPECT_TRUE(found);
}

TEST(UnitMask, TheWeightsThatAreEvaluatedAreTheMaskedOnes) {
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  MaskedModel model(frozen, Units(0.25));
  Train(model, 30, 1e-3);
  const auto drift = model.PrepareEvaluation(1);
  EXPECT_EQ(drift[0].metric, "working_sparsity");
  const auto masks = MasksOf(model);
  EXPECT_NEAR(OverallSparsity(masks), 0.25, 1e-9);
  const auto before = Copies(frozen);
  for (const auto& [name, tensor] : Copies(model.weights())) {
    const auto mask = masks.find(name);
    if (mask == masks.end()) {
      EXPECT_TRUE(at::equal(tensor, before.at(name))) << name;
      continue;
    }
    const at::Tensor codes = at::tensor(at::ArrayRef<std::uint8_t>(mask->second.codes)).view(tensor.sizes());
    EXPECT_TRUE(at::equal(tensor, before.at(name) * codes)) << name;
  }
}

}  // namespace
}  // namespace srnet::training
