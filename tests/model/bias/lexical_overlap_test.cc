#include "model/bias/lexical_overlap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::DoubleEq;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Tokens = std::vector<std::string>;

std::vector<double> Values(const Tokens& premise, const Tokens& hypothesis,
                           const WordVectors* vectors = nullptr) {
  const auto features = *ChooseFeatures(7, vectors != nullptr);
  std::vector<double> values(features.size());
  ComputeFeatures(premise, hypothesis, vectors, features, values.data());
  return values;
}

TEST(LexicalOverlap, SeesAContiguousPart) {
  EXPECT_THAT(Values({"The", "cat", "sat", "down"}, {"the", "CAT"}),
              ElementsAre(1, 1, 1, DoubleEq(std::log(2.0))));
}

TEST(LexicalOverlap, TellsSharedWordsFromAPart) {
  EXPECT_THAT(Values({"a", "b", "c"}, {"b", "a"}), ElementsAre(0, 1, 1, 0));
  EXPECT_THAT(Values({"a", "b"}, {"a", "x", "a", "y"}), ElementsAre(0, 0, 0.5, 0));
}

TEST(LexicalOverlap, HasNumbersForEmptyTexts) {
  EXPECT_THAT(Values({"a", "b"}, {}), ElementsAre(1, 1, 0, DoubleEq(std::log(2.0))));
  EXPECT_THAT(Values({}, {"a"}), ElementsAre(0, 0, 0, 0));
}

TEST(LexicalOverlap, SortsTheBestSimilarityOfEachWord) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "v", "3 2\na 1 0\nb 0 1\nc 3 4\n"), IsOk());
  const auto vectors = WordVectors::Load(folder / "v", {"a", "b", "c"});
  // Of the hypothesis "c b x": c has cosine 0.6 to a, b has 0, x has no vector. Three tokens.
  const auto values = Values({"a", "y"}, {"c", "b", "x"}, &*vectors);
  ASSERT_EQ(values.size(), 7u);
  EXPECT_THAT(values[4], DoubleNear(0.2, 1e-7));
  EXPECT_THAT(values[5], DoubleNear(0.0, 1e-7));
  EXPECT_THAT(values[6], DoubleNear(0.6, 1e-7));
}

TEST(LexicalOverlap, LeavesSimilaritiesAtZeroWhereNoWordHasAVector) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "v", "1 2\na 1 0\n"), IsOk());
  const auto vectors = WordVectors::Load(folder / "v", {"a"});
  EXPECT_THAT(Values({"x"}, {"a"}, &*vectors), ElementsAre(0, 0, 0, 0, 0, 0, 0));
  EXPECT_THAT(Values({"a"}, {"a"}, &*vectors), ElementsAre(1, 1, 1, 0, 1, 1, 0));
}

TEST(ChooseFeatures, KnowsTheFiveOfThePaperAndTheSevenOfTheCode) {
  EXPECT_THAT(*ChooseFeatures(5, true),
              ElementsAre(Feature::kSubsequence, Feature::kAllInPremise, Feature::kShareInPremise,
                          Feature::kMeanSimilarity, Feature::kLeastSimilarity));
  EXPECT_EQ(ChooseFeatures(7, true)->size(), 7u);
  EXPECT_EQ(ChooseFeatures(5, false)->size(), 3u);
  EXPECT_EQ(ChooseFeatures(7, false)->size(), 4u);
  EXPECT_THAT(ChooseFeatures(6, true), Fails(StatusCode::kInvalidArgument, HasSubstr("feature_count is 6")));
}

}  // namespace
}  // namespace srnet::bias
