#include "model/encoder/weights.h"

#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/encoder/initialize.h"
#include "model/encoder/precision.h"
#include "tests/support/status_matchers.h"

namespace srnet::encoder {
namespace {

using srnet::testing::Fails;
using srnet::testing::IsOk;
using ::testing::HasSubstr;

const BertConfig kConfig{.vocabulary_size = 7,
                         .max_positions = 5,
                         .hidden_size = 6,
                         .layers = 2,
                         .heads = 2,
                         .intermediate_size = 8};

TEST(PrunableMatrices, AreSixPerLayerThenPoolerThenClassifier) {
  Weights weights = FreshWeights(kConfig, 3, 1);
  std::vector<std::string_view> kinds;
  for (const Parameter& parameter : PrunableMatrices(weights))
    kinds.push_back(MatrixKindName(parameter.kind));
  EXPECT_THAT(kinds, ::testing::ElementsAre("query", "key", "value", "attention_output", "intermediate",
                                            "output", "query", "key", "value", "attention_output",
                                            "intermediate", "output", "pooler", "classifier"));
  EXPECT_EQ(PrunableMatrices(weights)[4].name, "bert.encoder.layer.0.intermediate.dense.weight");
}

TEST(PrunableMatrices, OfRobertaAreTheSameWithItsHead) {
  BertConfig config = kConfig;
  config.family = Family::kRoberta;
  Weights weights = FreshWeights(config, 3, 1);
  const std::vector<Parameter> prunable = PrunableMatrices(weights);
  ASSERT_EQ(prunable.size(), 14u);
  EXPECT_EQ(prunable[4].name, "roberta.encoder.layer.0.intermediate.dense.weight");
  EXPECT_EQ(prunable[12].name, "classifier.dense.weight");
  EXPECT_EQ(prunable[12].kind, MatrixKind::kPooler);
  EXPECT_EQ(prunable[13].name, "classifier.out_proj.weight");
  EXPECT_EQ(prunable[13].kind, MatrixKind::kClassifier);
}

TEST(PrunableMatrices, OfBertBaseHoldTheWeightsThatThePaperCounts) {
  const BertConfig base;
  Weights weights = UndefinedWeights(base);
  const std::vector<Parameter> parameters = Parameters(weights);
  const auto shapes = ParameterShapes(base, 3);
  std::int64_t count = 0;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].kind != MatrixKind::kNone) count += shapes[i][0] * shapes[i][1];
  }
  EXPECT_EQ(count, 85526784);
}

TEST(Parameters, HaveTheShapesOfTheirList) {
  Weights weights = FreshWeights(kConfig, 3, 1);
  const std::vector<Parameter> parameters = Parameters(weights);
  const auto shapes = ParameterShapes(kConfig, 3);
  ASSERT_EQ(parameters.size(), shapes.size());
  for (std::size_t i = 0; i < shapes.size(); ++i)
    EXPECT_EQ(parameters[i].tensor->sizes(), at::IntArrayRef(shapes[i]));
}

TEST(DeepCopy, SharesNoStorage) {
  const Weights weights = FreshWeights(kConfig, 3, 1);
  const Weights copy = DeepCopy(weights);
  copy.pooler.weight.zero_();
  EXPECT_GT(weights.pooler.weight.abs().sum().item<double>(), 0);
}

TEST(FreshClassifier, IsAFunctionOfItsSeed) {
  const Linear first = FreshClassifier(BertConfig{}, 3, 42);
  EXPECT_TRUE(at::equal(first.weight, FreshClassifier(BertConfig{}, 3, 42).weight));
  EXPECT_FALSE(at::equal(first.weight, FreshClassifier(BertConfig{}, 3, 43).weight));
  EXPECT_NEAR(first.weight.std().item<double>(), 0.02, 0.001);
  EXPECT_EQ(first.bias.abs().sum().item<double>(), 0);
}

TEST(BertConfig, HeadsMustDivideTheWidth) {
  BertConfig config;
  EXPECT_THAT(Validate(config), IsOk());
  config.heads = 7;
  EXPECT_THAT(Validate(config), Fails(StatusCode::kInvalidArgument, HasSubstr("num_attention_heads 7")));
}

TEST(BertConfig, SizesMustBePositive) {
  BertConfig config;
  config.layers = 0;
  EXPECT_THAT(Validate(config), Fails(StatusCode::kInvalidArgument, HasSubstr("num_hidden_layers is 0")));
}

TEST(ParsePrecision, UnknownWordIsRefused) {
  EXPECT_EQ(*ParsePrecision("bf16"), Precision::kBFloat16);
  EXPECT_EQ(*ParsePrecision("float32"), Precision::kFloat32);
  EXPECT_THAT(ParsePrecision("auto"), IsOk());
  EXPECT_THAT(ParsePrecision("fp8"), Fails(StatusCode::kInvalidArgument, HasSubstr("'fp8'")));
}

}  // namespace
}  // namespace srnet::encoder
