#include "model/prune/shrink.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/evaluation/apply_mask.h"
#include "model/evaluation/set_logits.h"
#include "model/prune/one_shot.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"

namespace srnet::prune {
namespace {

using ::srnet::testing::IsOk;

class ShrinkTest : public ::testing::Test {
 protected:
  // The tiny model with that share of its heads and units masked, biases and all else in place.
  static encoder::Weights Masked(double sparsity, stage::Scope scope = stage::Scope::kPerMatrix) {
    encoder::Weights weights = srnet::testing::TinyWeights();
    for (const encoder::Parameter& parameter : encoder::Parameters(weights)) {
      if (parameter.name.ends_with("bias")) parameter.tensor->normal_(0, 0.1);
    }
    const CodedTensors masks = OneShotMasks(weights, {.sparsity = sparsity,
                                                      .scope = scope,
                                                      .structure = stage::Structure::kHeadsAndUnits,
                                                      .head_size = srnet::testing::TinyConfig().head_size()});
    EXPECT_THAT(evaluation::ApplyMask(masks, weights), IsOk());
    return weights;
  }

  at::Tensor Logits(const encoder::Weights& weights) {
    const encoder::BertConfig config = srnet::testing::TinyConfig();
    return *evaluation::SetLogits({weights, config}, *tokens_.Find(data::Role::kDev), {});
  }

  srnet::testing::TemporaryDirectory folder_;
  data::TokenisedDataset tokens_ = srnet::testing::TinyTokens(folder_ / "tokens");
};

TEST_F(ShrinkTest, TheLogitsAreThoseOfTheMaskedModel) {
  for (const double sparsity : {0.25, 0.5, 0.75}) {
    const encoder::Weights masked = Masked(sparsity);
    const encoder::Weights shrunk = Shrink(masked, 8);
    EXPECT_TRUE(at::allclose(Logits(shrunk), Logits(masked), 1e-4, 1e-6)) << sparsity;
  }
}

TEST_F(ShrinkTest, TheMatricesAreAsSmallAsTheUnitsThatAreLeft) {
  const encoder::Weights shrunk = Shrink(Masked(0.5), 8);
  for (const encoder::Layer& layer : shrunk.layers) {
    EXPECT_EQ(layer.query.weight.size(0), 16);
    EXPECT_EQ(layer.value.bias.size(0), 16);
    EXPECT_EQ(layer.attention_output.weight.size(1), 16);
    EXPECT_EQ(layer.intermediate.weight.size(0), 32);
    EXPECT_EQ(layer.output.weight.size(1), 32);
  }
}

TEST_F(ShrinkTest, LayersMayDifferInWidth) {
  encoder::Weights masked = Masked(0.5);
  masked.layers[1].attention_output.weight.slice(1, 0, 24).zero_();
  masked.layers[1].output.weight.slice(1, 0, 60).zero_();
  const encoder::Weights shrunk = Shrink(masked, 8);
  EXPECT_NE(shrunk.layers[0].output.weight.size(1), shrunk.layers[1].output.weight.size(1));
  EXPECT_TRUE(at::allclose(Logits(shrunk), Logits(masked), 1e-4, 1e-6));
}

TEST_F(ShrinkTest, ALayerThatLostAllItsHeadsAndUnitsStillComputesItsResidual) {
  encoder::Weights masked = Masked(0.5);
  masked.layers[0].attention_output.weight.zero_();
  masked.layers[0].output.weight.zero_();
  const encoder::Weights shrunk = Shrink(masked, 8);
  EXPECT_EQ(shrunk.layers[0].query.weight.size(0), 8);
  EXPECT_TRUE(at::allclose(Logits(shrunk), Logits(masked), 1e-4, 1e-6));
}

TEST_F(ShrinkTest, TheModelItWasMadeFromIsNotChanged) {
  const encoder::Weights masked = Masked(0.5);
  const at::Tensor before = masked.layers[0].query.weight.clone();
  encoder::Weights shrunk = Shrink(masked, 8);
  shrunk.pooler.weight.zero_();
  EXPECT_TRUE(at::equal(masked.layers[0].query.weight, before));
  EXPECT_NE(at::count_nonzero(masked.pooler.weight).item<std::int64_t>(), 0);
}

}  // namespace
}  // namespace srnet::prune
