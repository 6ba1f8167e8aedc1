#include "model/bias/fit_lexical_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "model/data/generate_embedded.h"
#include "model/data/tokenise.h"
#include "model/tokenizer/wordpiece.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

data::Dataset SmallEmbedded() {
  return *data::GenerateEmbeddedNli({.train_rows = 300, .dev_rows = 10, .ood_rows = 24});
}

std::vector<const data::Row*> RowsOf(const data::LabelledSet& set) {
  std::vector<const data::Row*> rows;
  for (const data::Row& row : set.rows) rows.push_back(&row);
  return rows;
}

StatusOr<Predictions> Fit(const data::Dataset& dataset, const LexicalOverlapOptions& options = {}) {
  return FitLexicalOverlap(RowsOf(dataset.sets[0]), dataset.sets[0], options);
}

StatusOr<data::TokenisedDataset> Tokenised(const data::Dataset& dataset, std::uint64_t train_rows) {
  const tokenizer::WordPieceTokenizer tokenizer(
      *tokenizer::Vocabulary::Parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n", "vocab.txt"), {});
  const TemporaryDirectory folder;
  EXPECT_THAT(WriteFileAtomically(folder / "t",
                                  *data::TokeniseToBytes(dataset, tokenizer, {.train_rows = train_rows})),
              IsOk());
  return data::TokenisedDataset::Open(folder / "t");
}

TEST(FitLexicalOverlap, GivesNormalisedLogProbabilities) {
  const auto predictions = Fit(SmallEmbedded());
  ASSERT_THAT(predictions, IsOk());
  ASSERT_EQ(predictions->rows(), 300u);
  for (std::size_t i = 0; i < predictions->rows(); ++i) {
    const auto b = predictions->row(i);
    EXPECT_NEAR(std::exp(b[0]) + std::exp(b[1]) + std::exp(b[2]), 1, 1e-5);
    EXPECT_EQ(b[0], b[2]) << "the other classes share what is not entailment";
  }
}

TEST(FitLexicalOverlap, PrefersEntailmentWhereTheHypothesisIsInThePremise) {
  const data::Dataset dataset = SmallEmbedded();
  const auto predictions = Fit(dataset);
  ASSERT_THAT(predictions, IsOk());
  const auto card = nlohmann::json::parse(predictions->card);
  EXPECT_EQ(card.at("features"), "lexical_overlap/7 without word vectors");
  EXPECT_EQ(card.at("coefficients").size(), 5u) << "four features and the intercept";
  EXPECT_GT(card.at("binary_training_accuracy").get<double>(), 0.85);
}

TEST(FitLexicalOverlap, SaysThatItUsedWordVectors) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "v", "2 2\nthe 1 0\nnurse 0 1\n"), IsOk());
  const auto predictions = Fit(SmallEmbedded(), {.feature_count = 5, .word_vectors = folder / "v"});
  ASSERT_THAT(predictions, IsOk());
  const auto card = nlohmann::json::parse(predictions->card);
  EXPECT_EQ(card.at("features"), "lexical_overlap/5");
  EXPECT_TRUE(card.at("coefficients").contains("least_similarity"));
}

TEST(FitLexicalOverlap, GivesTheSameBitsEveryTime) {
  EXPECT_EQ(Fit(SmallEmbedded())->log_probabilities, Fit(SmallEmbedded())->log_probabilities);
}

TEST(FitLexicalOverlap, FollowsTheRowsOfATokenisedSample) {
  const data::Dataset dataset = SmallEmbedded();
  const auto tokenised = Tokenised(dataset, 100);
  ASSERT_THAT(tokenised, IsOk());
  const data::TokenisedSet& train = *tokenised->Find(data::Role::kTrain);
  const auto predictions = FitLexicalOverlap(dataset, train, {});
  ASSERT_THAT(predictions, IsOk());
  std::vector<const data::Row*> rows;
  for (std::size_t i = 0; i < train.rows(); ++i) rows.push_back(&dataset.sets[0].rows[train.source_row(i)]);
  EXPECT_EQ(predictions->log_probabilities, FitLexicalOverlap(rows, dataset.sets[0], {})->log_probabilities);
}

TEST(FitLexicalOverlap, RefusesATokenisedSetOfAnotherDataSet) {
  const auto tokenised = Tokenised(SmallEmbedded(), 0);
  data::Dataset other = SmallEmbedded();
  other.sets[0].rows[7].id = "train-x";
  EXPECT_THAT(FitLexicalOverlap(other, *tokenised->Find(data::Role::kTrain), {}),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("row 7 of the tokenised set \"train\"")));
}

TEST(FitLexicalOverlap, RefusesWhatItCannotFit) {
  data::Dataset dataset = SmallEmbedded();
  EXPECT_THAT(Fit(dataset, {.feature_count = 4}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("feature_count is 4")));
  EXPECT_THAT(Fit(dataset, {.word_vectors = "/nowhere/v"}),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/v")));
  for (data::Row& row : dataset.sets[0].rows) row.label = 1;
  EXPECT_THAT(Fit(dataset), Fails(StatusCode::kFailedPrecondition, HasSubstr("two classes")));
  dataset.sets[0].positive.clear();
  EXPECT_THAT(Fit(dataset), Fails(StatusCode::kInvalidArgument, HasSubstr("needs a positive class")));
}

// Duplicates share words; the second question is the shorter one.
data::LabelledSet Questions() {
  data::LabelledSet set;
  set.name = "train";
  set.labels = {"not_duplicate", "duplicate"};
  set.label_merge = {0, 1};
  set.positive = "duplicate";
  for (int i = 0; i < 40; ++i) {
    const std::string word = fmt::format("w{}", i);
    const bool is_duplicate = i % 3 == 0;
    set.rows.push_back({word,
                        "how do I " + word + " it today",
                        is_duplicate ? "how do I " + word : "why not",
                        is_duplicate ? 1 : 0,
                        {}});
  }
  return set;
}

TEST(FitLexicalOverlap, OfTwoClassesIsTheBinaryModelItself) {
  const data::LabelledSet set = Questions();
  const auto predictions = FitLexicalOverlap(RowsOf(set), set, {});
  ASSERT_THAT(predictions, IsOk());
  EXPECT_EQ(predictions->classes, 2u);
  for (std::size_t i = 0; i < predictions->rows(); ++i) {
    const auto b = predictions->row(i);
    EXPECT_NEAR(std::exp(b[0]) + std::exp(b[1]), 1, 1e-6);
    EXPECT_EQ(b[1] > b[0], set.rows[i].label == 1) << "row " << i;
  }
}

TEST(FitLexicalOverlap, TakesTheTextThatPlaysTheHypothesis) {
  const data::LabelledSet set = Questions();
  data::LabelledSet swapped = set;
  for (data::Row& row : swapped.rows) std::swap(row.a, row.b);
  const auto second = FitLexicalOverlap(RowsOf(set), set, {.hypothesis = Text::kSecond});
  const auto first = FitLexicalOverlap(RowsOf(swapped), swapped, {.hypothesis = Text::kFirst});
  EXPECT_EQ(second->log_probabilities, first->log_probabilities);
  EXPECT_NE(second->log_probabilities,
            FitLexicalOverlap(RowsOf(set), set, {.hypothesis = Text::kFirst})->log_probabilities);
  EXPECT_EQ(nlohmann::json::parse(first->card).at("hypothesis"), "first");
}

}  // namespace
}  // namespace srnet::bias
