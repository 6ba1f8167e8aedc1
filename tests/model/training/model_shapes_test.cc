// BERT-large and RoBERTa-base, freshly drawn: do a fine-tuning step and a mask-training step run at their
// shapes, and in the memory that their numbers of parameters say?
#include <ATen/ATen.h>
#include <gtest/gtest.h>
#include <torch/csrc/autograd/autograd.h>

#include <fstream>
#include <string>
#include <vector>

#include "model/encoder/encoder.h"
#include "model/encoder/initialize.h"
#include "model/training/masked_model.h"
#include "model/training/subnetwork_model.h"
#include "tests/support/status_matchers.h"

namespace srnet::training {
namespace {

using encoder::BertConfig;
using srnet::testing::IsOk;

constexpr double kGib = 1024.0 * 1024.0 * 1024.0;
constexpr std::int64_t kLabels = 3;

BertConfig BertLarge() { return {.hidden_size = 1024, .layers = 24, .heads = 16, .intermediate_size = 4096}; }

BertConfig RobertaBase() {
  return {.family = encoder::Family::kRoberta,
          .vocabulary_size = 50265,
          .max_positions = 514,
          .first_position = 2,
          .segment_types = 1,
          .layer_norm_epsilon = 1e-5};
}

std::int64_t CountParameters(const BertConfig& config, bool prunable_only) {
  encoder::Weights weights = encoder::UndefinedWeights(config);
  const std::vector<encoder::Parameter> parameters = encoder::Parameters(weights);
  const auto shapes = encoder::ParameterShapes(config, kLabels);
  std::int64_t count = 0;
  for (std::size_t i = 0; i < shapes.size(); ++i) {
    if (prunable_only && parameters[i].kind == encoder::MatrixKind::kNone) continue;
    count += shapes[i].size() == 2 ? shapes[i][0] * shapes[i][1] : shapes[i][0];
  }
  return count;
}

// What this process holds in memory now.
double ResidentGib() {
  std::ifstream status("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  status >> all >> resident;
  return static_cast<double>(resident) * 4096 / kGib;
}

// Two rows, of 17 and 9 tokens.
encoder::PackedBatch TwoRows(const BertConfig& config) {
  std::vector<std::int32_t> tokens(17);
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    tokens[i] = static_cast<std::int32_t>((i * 7919 + 5) % static_cast<std::size_t>(config.vocabulary_size));
  }
  const std::span<const std::int32_t> row(tokens);
  return encoder::Pack(std::vector<encoder::SequenceView>{{row, 9}, {row.first(9), 4}});
}

// One step as the training loop takes it. Returns the memory held when gradients and moments are all there.
double Step(TrainedModel& model, const BertConfig& config, std::int64_t number) {
  const encoder::PackedBatch batch = TwoRows(config);
  EXPECT_THAT(encoder::Validate(batch, config), IsOk());
  const encoder::Dropout dropout{
      .probability = 0.1, .seed = 1, .step = static_cast<std::uint64_t>(number), .active = true};
  const at::Tensor logits = encoder::Logits(model.weights(), config, batch, dropout);
  EXPECT_EQ(logits.sizes(), at::IntArrayRef({2, kLabels}));
  EXPECT_TRUE(logits.isfinite().all().item<bool>());
  const at::Tensor loss = at::cross_entropy_loss(logits, at::tensor({0, 2}, at::kLong));
  const auto gradients = torch::autograd::grad({loss}, model.leaves());
  const double held = ResidentGib();
  EXPECT_THAT(model.Apply(gradients, {.number = number, .learning_rate = 1e-4}), IsOk());
  return held;
}

class ModelShapes : public ::testing::TestWithParam<std::pair<const char*, BertConfig (*)()>> {
 protected:
  BertConfig config_ = GetParam().second();
};

TEST_P(ModelShapes, FineTuningHoldsWeightsGradientsAndTwoMoments) {
  const double before = ResidentGib();
  SubnetworkModel model(encoder::FreshWeights(config_, kLabels, 1), ClippingRule{});
  const at::Tensor first = model.weights().layers.back().output.weight.detach().clone();
  double held = 0;
  for (std::int64_t step = 1; step <= 2; ++step) held = Step(model, config_, step) - before;
  EXPECT_FALSE(at::equal(first, model.weights().layers.back().output.weight));
  const double floats = 4.0 * static_cast<double>(CountParameters(config_, false)) / kGib;
  EXPECT_LT(held, 4 * floats + 0.5);
}

TEST_P(ModelShapes, MaskTrainingAddsScoresForThePrunableMatricesOnly) {
  const double before = ResidentGib();
  const encoder::Weights weights = encoder::FreshWeights(config_, kLabels, 1);
  MaskedModel model(weights, {.sparsity = 0.5});
  const double held = Step(model, config_, 1) - before;
  EXPECT_EQ(model.leaves().size(), static_cast<std::size_t>(6 * config_.layers + 2));
  for (const at::Tensor& effective : model.leaves()) {
    const auto zeros = effective.numel() - effective.detach().count_nonzero().item<std::int64_t>();
    EXPECT_NEAR(static_cast<double>(zeros), 0.5 * static_cast<double>(effective.numel()), 2);
  }
  // Beside the weights: scores, two moments, effective weights and their gradients.
  const double all = 4.0 * static_cast<double>(CountParameters(config_, false)) / kGib;
  const double prunable = 4.0 * static_cast<double>(CountParameters(config_, true)) / kGib;
  EXPECT_LT(held, all + 5 * prunable + 0.5);
}

INSTANTIATE_TEST_SUITE_P(Published, ModelShapes,
                         ::testing::Values(std::pair("BertLarge", &BertLarge),
                                           std::pair("RobertaBase", &RobertaBase)),
                         [](const auto& shape) { return shape.param.first; });

TEST(ModelShapesOf, ThePublishedModelsHaveTheirPublishedSizes) {
  EXPECT_EQ(CountParameters(BertLarge(), false), 335'144'963);    // 335,141,888 and a classifier of 3 x 1025
  EXPECT_EQ(CountParameters(RobertaBase(), false), 124'647'939);  // transformers' classifier of 3 classes
  EXPECT_EQ(CountParameters(BertLarge(), true), 303'041'536);
}

}  // namespace
}  // namespace srnet::training
