#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "model/checkpoint/safetensors_reader.h"
#include "model/encoder/encoder.h"
#include "model/evaluation/apply_mask.h"
#include "model/evaluation/length_batches.h"
#include "model/evaluation/logits_file.h"
#include "model/evaluation/pack_rows.h"
#include "model/evaluation/set_logits.h"
#include "model/evaluation/set_metrics.h"
#include "model/evaluation/sparsity.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/tiny_nli.h"

namespace srnet::evaluation {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::HasSubstr;

class EvaluationTest : public ::testing::Test {
 protected:
  const data::TokenisedSet& dev() const { return *dataset_.Find("dev"); }
  const data::TokenisedSet& hans() const { return *dataset_.Find("hans"); }
  Classifier classifier() const { return {weights_, config_}; }

  // Logits of that many classes whose argmax in row i is prediction(i).
  template <typename Prediction>
  static at::Tensor LogitsThatSay(const data::TokenisedSet& set, const Prediction& prediction) {
    at::Tensor logits = at::zeros({static_cast<std::int64_t>(set.rows()), 3}, at::kFloat);
    for (std::size_t row = 0; row < set.rows(); ++row)
      logits[static_cast<std::int64_t>(row)][prediction(row)] = 2;
    return logits;
  }

  // Ones for every prunable matrix.
  prune::CodedTensors DenseMasks() {
    prune::CodedTensors masks;
    for (const encoder::Parameter& matrix : encoder::PrunableMatrices(weights_)) {
      const auto size = static_cast<std::size_t>(matrix.tensor->numel());
      masks[matrix.name] = {.shape = matrix.tensor->sizes().vec(),
                            .codes = std::vector<std::uint8_t>(size, 1)};
    }
    return masks;
  }

  srnet::testing::TemporaryDirectory folder_;
  data::TokenisedDataset dataset_ = srnet::testing::TinyTokens(folder_ / "tokens");
  encoder::BertConfig config_ = srnet::testing::TinyConfig();
  encoder::Weights weights_ = srnet::testing::TinyWeights();
};

double ValueOf(const std::vector<SetMetric>& metrics, const std::string& metric, const std::string& group) {
  for (const SetMetric& found : metrics) {
    if (found.metric == metric && found.group == group) return found.value;
  }
  return std::nan("");
}

TEST_F(EvaluationTest, LogitsThatAreNotFiniteMeanThatTheTrainingDiverged) {
  weights_.classifier.bias.fill_(std::numeric_limits<float>::infinity());
  EXPECT_THAT(SetLogits(classifier(), hans(), {}), Fails(StatusCode::kAborted, HasSubstr("logits of hans")));
}

TEST_F(EvaluationTest, BatchesHoldEveryRowOnceWithinTheBudgetAndByLength) {
  const auto batches = LengthBatches(dev(), 40);
  std::vector<std::uint32_t> all;
  std::size_t last_length = 0;
  for (const auto& batch : batches) {
    std::size_t tokens = 0;
    for (const std::uint32_t row : batch) {
      tokens += dev().length(row);
      EXPECT_GE(dev().length(row), last_length);
      last_length = dev().length(row);
      all.push_back(row);
    }
    EXPECT_TRUE(tokens <= 40 || batch.size() == 1);
  }
  std::sort(all.begin(), all.end());
  std::vector<std::uint32_t> expected(dev().rows());
  std::iota(expected.begin(), expected.end(), 0u);
  EXPECT_EQ(all, expected);
}

TEST_F(EvaluationTest, ARowBeyondTheBudgetIsABatchOfItsOwn) {
  EXPECT_EQ(LengthBatches(dev(), 1).size(), dev().rows());
}

TEST_F(EvaluationTest, PackedRowsHaveTheTokensSegmentsAndPositionsOfTheFile) {
  const std::vector<std::uint32_t> rows{3, 0};
  const encoder::PackedBatch batch = PackRows(dev(), rows);
  ASSERT_THAT(encoder::Validate(batch, config_), IsOk());
  EXPECT_EQ(batch.sequences(), 2);
  EXPECT_EQ(batch.total_tokens(), static_cast<std::int64_t>(dev().length(3) + dev().length(0)));
  const auto begin = static_cast<std::int64_t>(dev().length(3));
  EXPECT_EQ(batch.tokens[begin].item<std::int64_t>(), dataset_.cls_id());
  EXPECT_EQ(batch.positions[begin].item<std::int64_t>(), 0);
  EXPECT_EQ(batch.segments.sum().item<std::int64_t>(),
            static_cast<std::int64_t>(dev().length(3) - dev().segment_a_length(3) + dev().length(0) -
                                      dev().segment_a_length(0)));
}

TEST_F(EvaluationTest, LogitsAreInFileOrderWhateverTheBatches) {
  const auto large = SetLogits(classifier(), dev(), nullptr),
             small = SetLogits(classifier(), dev(), nullptr, 20);
  ASSERT_THAT(large, IsOk());
  ASSERT_THAT(small, IsOk());
  EXPECT_TRUE(at::allclose(*large, *small, 1e-5, 1e-6));
  const std::vector<std::uint32_t> one{5};
  const at::NoGradGuard no_gradients;
  EXPECT_TRUE(
      at::allclose(encoder::Logits(weights_, config_, PackRows(dev(), one), {})[0], (*large)[5], 1e-5, 1e-6));
}

TEST_F(EvaluationTest, AStopBetweenBatchesCancels) {
  int batches = 0;
  const auto logits = SetLogits(
      classifier(), dev(), [&](std::int64_t) { return ++batches == 2; }, 20);
  EXPECT_THAT(logits, Fails(StatusCode::kCancelled, HasSubstr("dev")));
  EXPECT_EQ(batches, 2);
}

TEST_F(EvaluationTest, HansMappingCountsNeutralAsNonEntailment) {
  const at::Tensor neutral = LogitsThatSay(hans(), [](std::size_t) { return 2; });
  const at::Tensor contradiction = LogitsThatSay(hans(), [](std::size_t) { return 0; });
  EXPECT_THAT(SetMetrics(hans(), neutral), ::testing::Contains(SetMetric{"accuracy", "", 0.5}));
  EXPECT_EQ(SetMetrics(hans(), neutral), SetMetrics(hans(), contradiction));
}

TEST_F(EvaluationTest, HeuristicsAreCrossedWithTheGoldLabelAndSubcasesAreNot) {
  // Right on entailment, wrong on non-entailment.
  const auto metrics = SetMetrics(hans(), LogitsThatSay(hans(), [](std::size_t) { return 1; }));
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "accuracy", ""), 0.5);
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "accuracy", "lexical_overlap/entailment"), 1.0);
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "accuracy", "lexical_overlap/non-entailment"), 0.0);
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "accuracy", "subsequence/entailment"), 1.0);
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "accuracy", "subcase:s1"), 0.5);
  EXPECT_EQ(metrics.size(), 1u + 4 + 3 + 1);
}

TEST_F(EvaluationTest, ASetIsJudgedByEveryMetricItAsksFor) {
  const auto metrics = SetMetrics(hans(), LogitsThatSay(hans(), [](std::size_t) { return 1; }));
  EXPECT_DOUBLE_EQ(ValueOf(metrics, "f1", ""), 2.0 / 3) << "all are called entailment, half of them are";
  EXPECT_TRUE(std::isnan(ValueOf(metrics, "weighted_f1", ""))) << "nobody asked";
  const auto neutral = SetMetrics(hans(), LogitsThatSay(hans(), [](std::size_t) { return 2; }));
  EXPECT_EQ(ValueOf(neutral, "f1", ""), 0);
}

TEST_F(EvaluationTest, ASetWithTheModelsClassesHasALossAndAMergedOneHasNot) {
  const at::Tensor zeros = at::zeros({static_cast<std::int64_t>(dev().rows()), 3}, at::kFloat);
  EXPECT_NEAR(ValueOf(SetMetrics(dev(), zeros), "loss", ""), std::log(3.0), 1e-6);
  EXPECT_TRUE(std::isnan(ValueOf(SetMetrics(hans(), zeros), "loss", "")));
}

TEST_F(EvaluationTest, LogitsOfAnotherSetAreRefused) {
  EXPECT_THROW(SetMetrics(dev(), at::zeros({2, 3})), c10::Error);
}

TEST_F(EvaluationTest, SparsityCountsEncoderAndPoolerOverallAndEveryMatrixByName) {
  weights_.pooler.weight.fill_(0);
  weights_.classifier.weight.fill_(0);
  const auto sparsities = Sparsities(weights_);
  const double pooler = 32 * 32, encoder = 2 * (4 * 32 * 32 + 2 * 32 * 64);
  EXPECT_EQ(sparsities[0].group, "");
  EXPECT_NEAR(sparsities[0].value, pooler / (pooler + encoder), 1e-4);
  EXPECT_THAT(sparsities, Contains(Field(&MatrixSparsity::group, "bert.pooler.dense.weight")));
  EXPECT_EQ(sparsities.back().group, "classifier.weight");
  EXPECT_EQ(sparsities.back().value, 1.0);
}

TEST_F(EvaluationTest, AMaskZeroesWhatItPrunesAndNothingElse) {
  const at::Tensor before = weights_.pooler.weight.clone();
  prune::CodedTensors masks = DenseMasks();
  masks["bert.pooler.dense.weight"].codes[7] = 0;
  ASSERT_THAT(ApplyMask(masks, weights_), IsOk());
  EXPECT_EQ((weights_.pooler.weight != before).sum().item<std::int64_t>(), 1);
  EXPECT_EQ(weights_.pooler.weight.view(-1)[7].item<float>(), 0.0f);
}

TEST_F(EvaluationTest, AMaskOfAnotherModelIsRefusedByName) {
  prune::CodedTensors misfit = DenseMasks();
  misfit["bert.pooler.dense.weight"] = {{2}, {1, 1}};
  EXPECT_THAT(ApplyMask(misfit, weights_),
              Fails(StatusCode::kInvalidArgument, HasSubstr("bert.pooler.dense.weight is [2]")));
  EXPECT_THAT(ApplyMask({{"bert.encoder.layer.9.output.dense.weight", {{1}, {1}}}}, weights_),
              Fails(StatusCode::kInvalidArgument, HasSubstr("layer.9")));
}

TEST_F(EvaluationTest, AMaskOfSomeLayersOnlyIsRefused) {
  prune::CodedTensors masks = DenseMasks();
  masks.erase("bert.encoder.layer.1.output.dense.weight");
  EXPECT_THAT(
      ApplyMask(masks, weights_),
      Fails(StatusCode::kInvalidArgument, HasSubstr("no mask of bert.encoder.layer.1.output.dense.weight")));
}

TEST_F(EvaluationTest, TheHeadsStayDenseWithoutAMask) {
  prune::CodedTensors masks = DenseMasks();
  masks.erase("bert.pooler.dense.weight");
  masks.erase("classifier.weight");
  const at::Tensor before = weights_.pooler.weight.clone();
  ASSERT_THAT(ApplyMask(masks, weights_), IsOk());
  EXPECT_TRUE(at::equal(weights_.pooler.weight, before));
}

TEST_F(EvaluationTest, ADataSetOfALargerVocabularyDoesNotFitTheModel) {
  config_.vocabulary_size = 39;
  EXPECT_THAT(FitsModel(dataset_, config_), Fails(StatusCode::kInvalidArgument, HasSubstr("40 token ids")));
  config_ = srnet::testing::TinyConfig();
  config_.max_positions = 8;
  EXPECT_THAT(FitsModel(dataset_, config_), Fails(StatusCode::kInvalidArgument, HasSubstr("8 positions")));
}

TEST_F(EvaluationTest, TheLogitsFileHoldsLogitsAndGoldLabels) {
  const at::Tensor logits = LogitsThatSay(hans(), [](std::size_t) { return 1; });
  ASSERT_THAT(WriteLogits(folder_ / "logits", hans(), logits), IsOk());
  const auto reader = checkpoint::SafetensorsReader::Open(folder_ / "logits");
  ASSERT_THAT(reader, IsOk());
  EXPECT_EQ(reader->metadata().at("set"), "hans");
  EXPECT_TRUE(at::equal(*reader->Read("logits"), logits));
  EXPECT_EQ(reader->Read("labels")->sum().item<std::int64_t>(), 12);
}

}  // namespace
}  // namespace srnet::evaluation
