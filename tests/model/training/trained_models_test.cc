#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "model/checkpoint/safetensors_writer.h"
#include "model/prune/coded_tensors.h"
#include "model/training/masked_model.h"
#include "model/training/pruned_model.h"
#include "model/training/subnetwork_model.h"
#include "tests/model/training/made_up_training.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"

namespace srnet::training {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

TEST(FineTuning, EveryParameterMoves) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kNoClipping);
  const auto before = Copies(model.weights());
  Train(model, 1, 1e-3);
  for (const auto& [name, tensor] : Copies(model.weights()))
    EXPECT_FALSE(at::equal(tensor, before.at(name))) << name;
}

TEST(FineTuning, GlobalClippingScalesAllGradientsByTheirCommonNorm) {
  SubnetworkModel model(srnet::testing::TinyWeights(), {.clip = stage::Clip::kGlobal, .max_norm = 1});
  const auto gradients = SomeGradients(model);
  double squares = 0;
  for (const at::Tensor& gradient : gradients)
    squares += at::sum(gradient.to(at::kDouble).square()).item<double>();
  ASSERT_THAT(model.Apply(gradients, {.number = 1, .learning_rate = 0}), IsOk());
  const auto state = model.State();
  const auto moment = std::find_if(state.begin(), state.end(), [](const auto& tensor) {
    return tensor.name == "first_moment/classifier.weight";
  });
  ASSERT_NE(moment, state.end());
  const at::Tensor expected = 0.1 / (std::sqrt(squares) + 1e-6) * gradients[gradients.size() - 2];
  EXPECT_TRUE(at::allclose(moment->tensor, expected, 1e-4, 1e-9));
}

TEST(FineTuning, ClippingPerTensorScalesEachByItsOwnNorm) {
  SubnetworkModel model(srnet::testing::TinyWeights(), {.clip = stage::Clip::kPerTensor, .max_norm = 1});
  ASSERT_THAT(model.Apply(SomeGradients(model, 100), {.number = 1, .learning_rate = 0}), IsOk());
  for (const auto& [name, tensor] : model.State()) {
    if (!name.starts_with("first_moment/")) continue;
    EXPECT_NEAR(at::norm(tensor).item<double>(), 0.1, 1e-4) << name;
  }
}

TEST(FineTuning, AnInfiniteGradientIsRefusedAndChangesNothing) {
  SubnetworkModel model(srnet::testing::TinyWeights(), kNoClipping);
  const auto before = Copies(model.weights());
  auto gradients = SomeGradients(model);
  gradients[0].view(-1)[5] = std::numeric_limits<float>::infinity();
  EXPECT_THAT(model.Apply(gradients, {.number = 1, .learning_rate = 1}),
              Fails(StatusCode::kAborted, HasSubstr("not finite")));
  for (const auto& [name, tensor] : Copies(model.weights()))
    EXPECT_TRUE(at::equal(tensor, before.at(name))) << name;
}

TEST(FineTuning, GoesOnBitForBitFromARestoredState) {
  SubnetworkModel straight(srnet::testing::TinyWeights(), kNoClipping);
  SubnetworkModel resumed(srnet::testing::TinyWeights(), kNoClipping);
  Train(straight, 3, 1e-3);
  Transfer(straight, resumed);
  for (TrainedModel* model : {static_cast<TrainedModel*>(&straight), static_cast<TrainedModel*>(&resumed)}) {
    ASSERT_THAT(model->Apply(SomeGradients(*model), {.number = 4, .learning_rate = 1e-3}), IsOk());
  }
  EXPECT_EQ(ProductOf(straight), ProductOf(resumed));
}

MaskRule Rule(double sparsity) {
  return {.sparsity = sparsity, .initial_sparsity = sparsity, .clipping = kNoClipping};
}

TEST(MaskedModel, StartsAsTheMagnitudeSubnetworkIncludingPoolerAndClassifier) {
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  MaskedModel model(frozen, Rule(0.7));
  encoder::Weights weights = model.weights();
  const auto matrices = encoder::PrunableMatrices(weights);
  ASSERT_EQ(matrices.size(), 6u * 2 + 2);
  for (const auto& matrix : matrices) {
    EXPECT_EQ(Zeros(*matrix.tensor),
              static_cast<std::int64_t>(0.7 * static_cast<double>(matrix.tensor->numel())))
        << matrix.name;
  }
}

TEST(MaskedModel, NoOtherParameterMovesInMaskTraining) {
  const encoder::Weights frozen = srnet::testing::TinyWeights();
  const auto before = Copies(frozen);
  MaskedModel model(frozen, Rule(0.5));
  Train(model, 30, 1e-3);
  (void)model.PrepareEvaluation(1);
  for (const auto& [name, tensor] : Copies(frozen)) EXPECT_TRUE(at::equal(tensor, before.at(name))) << name;
  encoder::Weights effective = model.weights();
  for (const auto& parameter : encoder::Parameters(effective)) {
    const at::Tensor now = parameter.tensor->detach();
    if (parameter.kind == encoder::MatrixKind::kNone) {
      EXPECT_TRUE(at::equal(now, before.at(parameter.name))) << parameter.name;
      EXPECT_FALSE(parameter.tensor->requires_grad()) << parameter.name;
    } else {
      EXPECT_TRUE(at::logical_or(now == 0, now == before.at(parameter.name)).all().item<bool>())
          << parameter.name;
    }
  }
}

TEST(MaskedModel, SparsityDriftsInTrainingAndIsExactWheneverItIsMeasured) {
  MaskedModel model(srnet::testing::TinyWeights(), Rule(0.7));
  Train(model, 100, 1e-3);
  const std::vector<Measurement> found = model.PrepareEvaluation(1);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].metric, "working_sparsity");
  EXPECT_LT(found[0].value, 0.69);
  encoder::Weights weights = model.weights();
  for (const auto& matrix : encoder::PrunableMatrices(weights)) {
    EXPECT_EQ(Zeros(*matrix.tensor),
              static_cast<std::int64_t>(0.7 * static_cast<double>(matrix.tensor->numel())))
        << matrix.name;
  }
}

TEST(MaskedModel, PreparingTwiceChangesNothingMore) {
  MaskedModel model(srnet::testing::TinyWeights(), Rule(0.7));
  Train(model, 50, 1e-3);
  (void)model.PrepareEvaluation(1);
  const std::string once = ProductOf(model);
  (void)model.PrepareEvaluation(1);
  EXPECT_EQ(ProductOf(model), once);
}

TEST(MaskedModel, TheProductIsTheMaskThatWasEvaluated) {
  MaskedModel model(srnet::testing::TinyWeights(), Rule(0.5));
  Train(model, 20, 1e-3);
  (void)model.PrepareEvaluation(1);
  const auto masks = prune::Decode(prune::Coding::kMask, ProductOf(model), "mask");
  ASSERT_THAT(masks, IsOk());
  encoder::Weights weights = model.weights();
  for (const auto& matrix : encoder::PrunableMatrices(weights)) {
    const auto& codes = masks->at(matrix.name).codes;
    const at::Tensor flat = matrix.tensor->detach().flatten();
    for (std::size_t i = 0; i < codes.size(); ++i) {
      ASSERT_EQ(codes[i] == 1, flat.const_data_ptr<float>()[i] != 0) << matrix.name << " " << i;
    }
  }
}

TEST(MaskedModel, GoesOnBitForBitFromARestoredState) {
  MaskedModel straight(srnet::testing::TinyWeights(), Rule(0.5)),
      resumed(srnet::testing::TinyWeights(), Rule(0.5));
  Train(straight, 20, 1e-3);
  (void)straight.PrepareEvaluation(1);
  Transfer(straight, resumed);
  for (MaskedModel* model : {&straight, &resumed}) {
    ASSERT_THAT(model->Apply(SomeGradients(*model), {.number = 21, .learning_rate = 1e-3}), IsOk());
  }
  EXPECT_EQ(ProductOf(straight), ProductOf(resumed));
  for (std::size_t i = 0; i < straight.leaves().size(); ++i) {
    EXPECT_TRUE(at::equal(straight.leaves()[i].detach(), resumed.leaves()[i].detach()));
  }
}

TEST(MaskedModel, ARestoreFromAnotherKindOfStateIsRefused) {
  SubnetworkModel other(srnet::testing::TinyWeights(), kNoClipping);
  MaskedModel model(srnet::testing::TinyWeights(), Rule(0.5));
  const srnet::testing::TemporaryDirectory folder;
  ASSERT_THAT(checkpoint::WriteSafetensors(folder / "state", other.State()), IsOk());
  EXPECT_THAT(model.Restore(*checkpoint::SafetensorsReader::Open(folder / "state")),
              Fails(StatusCode::kDataLoss, HasSubstr("scores/")));
}

const LadderRule kLadder{.segments = 10, .segment_steps = 4, .clipping = kNoClipping};

// Runs whole segments with made-up gradients.
void Climb(PrunedModel& model, int first_step, int last_step) {
  for (int step = first_step; step < last_step; ++step) {
    model.BeginStep(step);
    ASSERT_THAT(model.Apply(SomeGradients(model), {.number = step % 4 + 1, .learning_rate = 1e-3}), IsOk());
  }
}

TEST(PrunedModel, PrunesATenthOfEveryMatrixAndThePoolerButNotTheClassifierFirst) {
  PrunedModel model(srnet::testing::TinyWeights(), kLadder);
  model.BeginStep(0);
  encoder::Weights weights = model.weights();
  for (const auto& matrix : encoder::PrunableMatrices(weights)) {
    const bool classifier = matrix.kind == encoder::MatrixKind::kClassifier;
    const auto expected = std::llround(0.1 * static_cast<double>(matrix.tensor->numel()));
    EXPECT_EQ(Zeros(*matrix.tensor), classifier ? 0 : expected) << matrix.name;
  }
}

TEST(PrunedModel, PrunedEntriesStayZeroAndEverythingElseTrains) {
  PrunedModel model(srnet::testing::TinyWeights(), kLadder);
  model.BeginStep(0);
  const auto before = Copies(model.weights());
  Climb(model, 1, 4);
  for (const auto& [name, tensor] : Copies(model.weights())) {
    const at::Tensor pruned = before.at(name) == 0;
    if (name.find("bias") == std::string::npos && name.find("LayerNorm") == std::string::npos) {
      EXPECT_EQ(at::count_nonzero(tensor.masked_select(pruned)).item<std::int64_t>(), 0) << name;
    }
    EXPECT_FALSE(at::equal(tensor, before.at(name))) << name;
  }
}

TEST(PrunedModel, MasksAreNestedAndTheLevelsTellEachOfThem) {
  PrunedModel model(srnet::testing::TinyWeights(), kLadder);
  std::map<std::string, at::Tensor> zero_before;
  for (int level = 1; level <= 9; ++level) {
    Climb(model, 4 * (level - 1), 4 * level);
    encoder::Weights weights = model.weights();
    for (const auto& matrix : encoder::PrunableMatrices(weights)) {
      if (matrix.kind == encoder::MatrixKind::kClassifier) continue;
      const at::Tensor zero = matrix.tensor->detach() == 0;
      if (level > 1) {
        EXPECT_TRUE(zero.logical_or(zero_before[matrix.name].logical_not()).all().item<bool>());
      }
      zero_before[matrix.name] = zero;
    }
  }
  const srnet::testing::TemporaryDirectory folder;
  ASSERT_THAT(model.WriteLevels(folder / "levels"), IsOk());
  const auto levels = prune::ReadCodedTensors(folder / "levels", prune::Coding::kLevels);
  ASSERT_THAT(levels, IsOk());
  EXPECT_EQ(levels->count("classifier.weight"), 0u);
  for (const auto& [name, mask] : prune::MaskOfLevel(*levels, 5)) {
    EXPECT_NEAR(prune::SparsityOf(mask), 0.5, 0.002) << name;
  }
}

TEST(PrunedModel, TheOptimiserStartsAnewAtEveryPruning) {
  PrunedModel model(srnet::testing::TinyWeights(), kLadder);
  Climb(model, 0, 4);
  model.BeginStep(4);
  for (const auto& [name, tensor] : model.State()) {
    if (name.find("moment/") == std::string::npos) continue;
    EXPECT_EQ(at::count_nonzero(tensor).item<std::int64_t>(), 0) << name;
  }
}

TEST(PrunedModel, GoesOnBitForBitFromARestoredState) {
  PrunedModel straight(srnet::testing::TinyWeights(), kLadder),
      resumed(srnet::testing::TinyWeights(), kLadder);
  Climb(straight, 0, 8);  // The end of a segment: the next step prunes.
  Transfer(straight, resumed);
  Climb(straight, 8, 10);
  Climb(resumed, 8, 10);
  EXPECT_EQ(ProductOf(straight), ProductOf(resumed));
}

}  // namespace
}  // namespace srnet::training
