// The real `transformers` loads what is exported, and computes the logits that were evaluated here.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "common/files/files.h"
#include "model/checkpoint/bert_folder.h"
#include "model/checkpoint/safetensors_reader.h"
#include "model/encoder/encoder.h"
#include "model/encoder/initialize.h"
#include "model/evaluation/apply_mask.h"
#include "model/export/hugging_face_folder.h"
#include "model/prune/one_shot.h"
#include "tests/support/reference_python.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::model_export {
namespace {

using encoder::BertConfig;
using srnet::testing::HasReferencePython;
using srnet::testing::IsOk;
using srnet::testing::RunReferenceScript;
using srnet::testing::TemporaryDirectory;

constexpr char kScript[] = "tests/model/export/reference/load_folder.py";

BertConfig SmallConfig(encoder::Family family) {
  BertConfig config{.family = family,
                    .vocabulary_size = 50,
                    .max_positions = 40,
                    .hidden_size = 32,
                    .layers = 2,
                    .heads = 4,
                    .intermediate_size = 64,
                    .layer_norm_epsilon = 1e-5,
                    .initializer_range = 0.2};
  if (family == encoder::Family::kRoberta) {
    config.first_position = 2;
    config.segment_types = 1;
  }
  return config;
}

std::string ConfigText(const BertConfig& config) {
  return fmt::format(
      R"({{"model_type": "{}", "hidden_act": "gelu", "vocab_size": {}, "max_position_embeddings": {},
"type_vocab_size": {}, "hidden_size": {}, "num_hidden_layers": {}, "num_attention_heads": {},
"intermediate_size": {}, "layer_norm_eps": {}, "pad_token_id": {}}})",
      encoder::FamilyName(config.family), config.vocabulary_size, config.max_positions, config.segment_types,
      config.hidden_size, config.layers, config.heads, config.intermediate_size, config.layer_norm_epsilon,
      config.family == encoder::Family::kBert ? 0 : 1);
}

// Keeps three entries of every four.
prune::CodedTensors MaskOf(encoder::Weights& weights) {
  prune::CodedTensors masks;
  for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights)) {
    prune::CodedTensor& mask = masks[matrix.name];
    mask.shape = matrix.tensor->sizes().vec();
    for (std::int64_t i = 0; i < matrix.tensor->numel(); ++i) mask.codes.push_back(i % 4 == 1 ? 0 : 1);
  }
  return masks;
}

class TransformersLoadTest : public ::testing::TestWithParam<encoder::Family> {
 protected:
  TransformersLoadTest() {
    std::filesystem::create_directory(folder_ / "model");
    EXPECT_THAT(WriteFileAtomically(folder_ / "model/config.json", ConfigText(config_)), IsOk());
    EXPECT_THAT(checkpoint::WriteWeights(product_.weights, weights_), IsOk());
  }

  // The largest difference between their logits of the exported folder and ours.
  double Difference(Form form) {
    EXPECT_THAT(WriteHuggingFaceFolder(product_, form, folder_ / "out"), IsOk());
    const std::string result = folder_ / "result.safetensors";
    EXPECT_EQ(RunReferenceScript(kScript, {"--model", folder_ / "out", "--output", result}), 0);
    const auto reader = checkpoint::SafetensorsReader::Open(result);
    const at::Tensor tokens = *reader->Read("tokens"), theirs = *reader->Read("logits");
    const std::int64_t rows = tokens.size(0), length = tokens.size(1);
    batch_ = {.tokens = tokens.reshape({-1}),
              .segments = reader->Read("segments")->reshape({-1}),
              .positions = at::arange(length, at::kLong).repeat({rows}),
              .offsets = (at::arange(rows + 1, at::kLong) * length).to(at::kInt),
              .max_length = length};
    EXPECT_THAT(encoder::Validate(batch_, config_), IsOk());
    const at::Tensor ours = encoder::Logits(weights_, config_, batch_, {});
    EXPECT_GT(ours.abs().max().item<double>(), 0.1);
    return (ours - theirs).abs().max().item<double>();
  }

  TemporaryDirectory folder_;
  BertConfig config_ = SmallConfig(GetParam());
  encoder::Weights weights_ = encoder::FreshWeights(config_, 3, 5);
  encoder::PackedBatch batch_;  // The rows on which Difference compared.
  Product product_{.model_folder = folder_ / "model",
                   .weights = folder_ / "weights",
                   .labels = {"contradiction", "entailment", "neutral"}};
};

TEST_P(TransformersLoadTest, ACheckpointGivesTheSameLogits) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  EXPECT_LT(Difference(Form::kZeros), 1e-5);
}

TEST_P(TransformersLoadTest, AMaskedModelGivesTheSameLogitsDense) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const prune::CodedTensors masks = MaskOf(weights_);
  product_.mask = folder_ / "mask";
  ASSERT_THAT(prune::WriteCodedTensors(*product_.mask, prune::Coding::kMask, masks), IsOk());
  ASSERT_THAT(evaluation::ApplyMask(masks, weights_), IsOk());
  EXPECT_LT(Difference(Form::kZeros), 1e-5);
}

TEST_P(TransformersLoadTest, AMaskedModelGivesTheSameLogitsWithItsMaskApart) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const prune::CodedTensors masks = MaskOf(weights_);
  product_.mask = folder_ / "mask";
  ASSERT_THAT(prune::WriteCodedTensors(*product_.mask, prune::Coding::kMask, masks), IsOk());
  ASSERT_THAT(evaluation::ApplyMask(masks, weights_), IsOk());
  EXPECT_LT(Difference(Form::kMaskApart), 1e-5) << "the script multiplies mask.safetensors into the weights";
}

// Half of the heads and units, and of those all that layer 0 has but one head.
prune::CodedTensors StructuredMaskOf(encoder::Weights& weights, const BertConfig& config) {
  prune::CodedTensors masks = prune::OneShotMasks(weights, {.sparsity = 0.5,
                                                            .scope = stage::Scope::kPerMatrix,
                                                            .structure = stage::Structure::kHeadsAndUnits,
                                                            .head_size = config.head_size()});
  const std::string layer = fmt::format("{}.encoder.layer.0.", encoder::FamilyName(config.family));
  for (const std::string_view name : {"attention.output.dense.weight", "output.dense.weight"}) {
    std::vector<std::uint8_t>& codes = masks.at(layer + std::string(name)).codes;
    std::fill(codes.begin(), codes.end(), std::uint8_t{0});
  }
  return masks;
}

TEST_P(TransformersLoadTest, AModelWithoutItsMaskedHeadsAndUnitsGivesTheSameLogitsThereAndHere) {
  if (!HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  for (const encoder::Parameter& parameter : encoder::Parameters(weights_)) {
    if (parameter.name.ends_with("bias")) parameter.tensor->normal_(0, 0.1);
  }
  ASSERT_THAT(checkpoint::WriteWeights(product_.weights, weights_), IsOk());
  const prune::CodedTensors masks = StructuredMaskOf(weights_, config_);
  product_.mask = folder_ / "mask";
  ASSERT_THAT(prune::WriteCodedTensors(*product_.mask, prune::Coding::kMask, masks), IsOk());
  ASSERT_THAT(evaluation::ApplyMask(masks, weights_), IsOk());
  EXPECT_LT(Difference(Form::kCutOut), 1e-5);
  // The same folder as a model here: its numbers must be those of the masked model too.
  const auto config = checkpoint::ReadBertConfig(folder_ / "out/config.json");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->width(0), (encoder::LayerWidth{.heads = 1, .units = 1}));
  EXPECT_EQ(config->width(1), (encoder::LayerWidth{.heads = 2, .units = 32}));
  const auto loaded = checkpoint::ReadWeights(folder_ / "out/model.safetensors", *config, {.seed = {}});
  ASSERT_THAT(loaded, IsOk());
  const at::Tensor cut = encoder::Logits(loaded->weights, *config, batch_, {});
  const at::Tensor masked = encoder::Logits(weights_, config_, batch_, {});
  EXPECT_LT((cut - masked).abs().max().item<double>(), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(BothFamilies, TransformersLoadTest,
                         ::testing::Values(encoder::Family::kBert, encoder::Family::kRoberta),
                         [](const auto& family) {
                           return family.param == encoder::Family::kBert ? "Bert" : "Roberta";
                         });

}  // namespace
}  // namespace srnet::model_export
