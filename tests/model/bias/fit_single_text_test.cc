#include "model/bias/fit_single_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

std::vector<const data::Row*> RowsOf(const data::LabelledSet& set) {
  std::vector<const data::Row*> rows;
  for (const data::Row& row : set.rows) rows.push_back(&row);
  return rows;
}

// "not" in the claim gives refutations away, as in FEVER; the evidence says nothing. A fifth is refuted.
data::LabelledSet Claims() {
  data::LabelledSet set;
  set.name = "train";
  set.labels = {"SUPPORTS", "REFUTES", "NOT ENOUGH INFO"};
  set.label_merge = {0, 1, 2};
  const std::string claims[] = {"Anna is a singer", "Ben is a painter", "Anna is not a painter",
                                "Ben may be a dancer", "Anna may be a writer"};
  const int labels[] = {0, 0, 1, 2, 2};
  for (std::size_t i = 0; i < 50; ++i) {
    set.rows.push_back(
        {fmt::format("train-{}", i), claims[i % 5], fmt::format("Evidence {} .", i % 7), labels[i % 5], {}});
  }
  return set;
}

StatusOr<Predictions> Fit(const data::LabelledSet& set, const SingleTextOptions& options) {
  return FitSingleText(RowsOf(set), set, options);
}

TEST(FitSingleText, KnowsTheClassThatTheClaimGivesAway) {
  const data::LabelledSet set = Claims();
  const auto predictions = Fit(set, {.name = "claim_only", .inverse_regularisation = 100});
  ASSERT_THAT(predictions, IsOk());
  ASSERT_EQ(predictions->rows(), 50u);
  EXPECT_GT(std::exp(predictions->row(2)[1]), 0.6) << "not";
  const auto card = nlohmann::json::parse(predictions->card);
  EXPECT_EQ(card.at("features"), "claim_only/n-grams");
  EXPECT_EQ(card.at("text"), "first");
  EXPECT_EQ(card.at("training_accuracy").get<double>(), 1);
}

TEST(FitSingleText, GivesNormalisedProbabilitiesAndTheSameOnesForTheSameText) {
  const data::LabelledSet set = Claims();
  const auto predictions = Fit(set, {.name = "claim_only"});
  ASSERT_THAT(predictions, IsOk());
  for (std::size_t i = 0; i < predictions->rows(); ++i) {
    const auto b = predictions->row(i);
    EXPECT_NEAR(std::exp(b[0]) + std::exp(b[1]) + std::exp(b[2]), 1, 1e-5);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(b[k], predictions->row(i % 5)[k]);
  }
}

TEST(FitSingleText, SeesNothingOfTheOtherText) {
  const auto predictions = Fit(Claims(), {.name = "hypothesis_only", .text = Text::kSecond});
  ASSERT_THAT(predictions, IsOk());
  EXPECT_LT(nlohmann::json::parse(predictions->card).at("training_accuracy").get<double>(), 0.6);
}

// The classes are uneven, two fifths, a fifth and two fifths, but the evidence tells nothing apart.
TEST(FitSingleText, GivesEachClassTheSameWeight) {
  const auto predictions = Fit(Claims(), {.name = "hypothesis_only", .text = Text::kSecond});
  ASSERT_THAT(predictions, IsOk());
  std::vector<double> mean(3);
  for (std::size_t i = 0; i < 50; ++i) {
    for (std::size_t k = 0; k < 3; ++k) mean[k] += std::exp(predictions->row(i)[k]) / 50;
  }
  for (const double value : mean) EXPECT_NEAR(value, 1.0 / 3, 0.03);
}

TEST(FitSingleText, TakesTheLargestValueOfEachDimensionOfTheVectors) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "v", "4 2\nnot 0 3\nmay 5 0\nsinger -1 0\nAnna -1 0\n"), IsOk());
  const auto predictions = Fit(Claims(), {.name = "claim_only", .word_vectors = folder / "v"});
  ASSERT_THAT(predictions, IsOk());
  const auto card = nlohmann::json::parse(predictions->card);
  EXPECT_EQ(card.at("features"), "claim_only/word vectors");
  EXPECT_EQ(card.at("columns").get<int>(), 2);
  EXPECT_GT(predictions->row(2)[1], predictions->row(2)[0]) << "Anna (-1, 0) and not (0, 1) make (0, 1)";
  EXPECT_GT(predictions->row(3)[2], predictions->row(3)[1]) << "may";
}

TEST(FitSingleText, GivesTheSameBitsEveryTime) {
  EXPECT_EQ(Fit(Claims(), {.name = "c"})->log_probabilities, Fit(Claims(), {.name = "c"})->log_probabilities);
}

TEST(FitSingleText, RefusesWhatItCannotFit) {
  data::LabelledSet set = Claims();
  EXPECT_THAT(Fit(set, {.name = "c", .word_vectors = "/nowhere/v"}),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/v")));
  for (data::Row& row : set.rows) row.label = 1;
  EXPECT_THAT(Fit(set, {.name = "c"}), Fails(StatusCode::kFailedPrecondition, HasSubstr("two classes")));
}

}  // namespace
}  // namespace srnet::bias
