#include "model/prune/one_shot.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "model/prune/magnitude.h"
#include "tests/support/tiny_nli.h"

namespace srnet::prune {
namespace {

using stage::OneShotCriterion;
using stage::Scope;
using stage::Structure;

std::int64_t Pruned(const CodedTensor& mask) {
  return std::count(mask.codes.begin(), mask.codes.end(), std::uint8_t{0});
}

OneShotRule Units(double sparsity, Scope scope = Scope::kPerMatrix) {
  return {.sparsity = sparsity,
          .scope = scope,
          .structure = Structure::kHeadsAndUnits,
          .head_size = srnet::testing::TinyConfig().head_size()};
}

TEST(OneShotMasks, MagnitudePrunesExactlyFloorOfSizeTimesSparsityInEveryMatrix) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  const CodedTensors masks = OneShotMasks(weights, {.sparsity = 0.7, .prunable = {.classifier = false}});
  EXPECT_EQ(masks.size(), 6u * 2 + 1);
  EXPECT_EQ(masks.count("classifier.weight"), 0u);
  for (const auto& [name, mask] : masks) {
    EXPECT_EQ(Pruned(mask), PrunedCount(static_cast<std::int64_t>(mask.codes.size()), 0.7)) << name;
  }
}

TEST(OneShotMasks, MagnitudeKeepsTheLargest) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  const CodedTensors masks = OneShotMasks(weights, {.sparsity = 0.5});
  const at::Tensor flat = weights.layers[0].query.weight.flatten().abs();
  double largest_pruned = 0, smallest_kept = 1e9;
  const auto& codes = masks.at("bert.encoder.layer.0.attention.self.query.weight").codes;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const double magnitude = flat.const_data_ptr<float>()[i];
    if (codes[i] == 0) largest_pruned = std::max(largest_pruned, magnitude);
    if (codes[i] == 1) smallest_kept = std::min(smallest_kept, magnitude);
  }
  EXPECT_LE(largest_pruned, smallest_kept);
}

// The switches of A8: the pooler is pruned by default, the classifier by mask training alone.
TEST(OneShotMasks, PoolerAndClassifierArePrunedByChoice) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  const auto names = [&](bool pooler, bool classifier) {
    const CodedTensors masks = OneShotMasks(weights, {.prunable = {pooler, classifier}});
    return masks.count("bert.pooler.dense.weight") * 10 + masks.count("classifier.weight");
  };
  EXPECT_EQ(names(true, true), 11u);
  EXPECT_EQ(names(true, false), 10u);
  EXPECT_EQ(names(false, true), 1u);
  EXPECT_EQ(names(false, false), 0u);
}

TEST(OneShotMasks, AGlobalScopeMeetsTheSparsityOverAllMatricesAndNotInEach) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.layers[0].query.weight.mul_(100);
  const CodedTensors masks = OneShotMasks(weights, {.sparsity = 0.5, .scope = Scope::kGlobal});
  std::int64_t pruned = 0, all = 0;
  for (const auto& [name, mask] : masks) {
    pruned += Pruned(mask);
    all += static_cast<std::int64_t>(mask.codes.size());
  }
  EXPECT_EQ(pruned, PrunedCount(all, 0.5));
  const CodedTensor& enlarged = masks.at("bert.encoder.layer.0.attention.self.query.weight");
  EXPECT_LT(Pruned(enlarged), static_cast<std::int64_t>(enlarged.codes.size() / 20));
}

TEST(OneShotMasks, RandomDependsOnTheSeedAloneAndHasTheSameCount) {
  encoder::Weights weights = srnet::testing::TinyWeights(), others = encoder::DeepCopy(weights);
  others.layers[0].query.weight.mul_(-3);
  OneShotRule rule{.criterion = OneShotCriterion::kRandom, .sparsity = 0.7, .seed = 1};
  const CodedTensors masks = OneShotMasks(weights, rule);
  EXPECT_EQ(masks, OneShotMasks(others, rule));
  rule.seed = 2;
  EXPECT_NE(masks, OneShotMasks(weights, rule));
  for (const auto& [name, mask] : masks) {
    EXPECT_EQ(Pruned(mask), PrunedCount(static_cast<std::int64_t>(mask.codes.size()), 0.7)) << name;
  }
}

TEST(OneShotMasks, HeadsAndUnitsGoWholeAndTheSameOnesInAllTheirMatrices) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  const CodedTensors masks = OneShotMasks(weights, Units(0.5));
  EXPECT_EQ(masks.size(), 6u * 2);  // Pooler and classifier have neither heads nor units.
  const auto& query = masks.at("bert.encoder.layer.1.attention.self.query.weight").codes;
  const auto& output = masks.at("bert.encoder.layer.1.attention.output.dense.weight").codes;
  const std::size_t d = 32, head_size = 8;
  for (std::size_t row = 0; row < d; ++row) {
    for (std::size_t column = 0; column < d; ++column) {
      ASSERT_EQ(query[row * d + column], query[row / head_size * head_size * d]);
      ASSERT_EQ(output[row * d + column], query[column / head_size * head_size * d]);
    }
  }
  EXPECT_EQ(Pruned(masks.at("bert.encoder.layer.1.attention.self.query.weight")), 2 * 8 * 32);
  EXPECT_EQ(Pruned(masks.at("bert.encoder.layer.1.output.dense.weight")), 32 * 32);
}

TEST(OneShotMasks, TheWeakestHeadGoesFirst) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  weights.layers[0].query.weight.slice(0, 8, 16).mul_(0.01);
  weights.layers[0].attention_output.weight.slice(1, 8, 16).mul_(0.01);
  const CodedTensors masks = OneShotMasks(weights, Units(0.25));
  const auto& query = masks.at("bert.encoder.layer.0.attention.self.query.weight").codes;
  for (std::size_t row = 0; row < 32; ++row) EXPECT_EQ(query[row * 32], row / 8 == 1 ? 0 : 1) << row;
}

TEST(OneShotMasks, AGlobalScopeOfUnitsLetsLayersDiffer) {
  encoder::Weights weights = srnet::testing::TinyWeights();
  for (const auto& matrix : MatricesToPrune(weights, {})) {
    if (matrix.name.find("layer.0.") != std::string::npos) matrix.tensor->mul_(10);
  }
  const CodedTensors masks = OneShotMasks(weights, Units(0.5, Scope::kGlobal));
  EXPECT_EQ(Pruned(masks.at("bert.encoder.layer.0.intermediate.dense.weight")), 0);
  EXPECT_EQ(Pruned(masks.at("bert.encoder.layer.1.intermediate.dense.weight")), 64 * 32);
}

}  // namespace
}  // namespace srnet::prune
