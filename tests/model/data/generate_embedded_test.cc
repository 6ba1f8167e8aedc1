#include "model/data/generate_embedded.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <set>
#include <string>

#include "common/digest/sha256.h"
#include "model/data/dataset_json.h"
#include "tests/support/status_matchers.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::Each;
using ::testing::HasSubstr;

Digest DigestOfDataset(const Dataset& dataset) {
  Sha256 sha256;
  sha256.Update(DescriptionToJson(dataset));
  for (const LabelledSet& set : dataset.sets) {
    for (const Row& row : set.rows) sha256.Update(RowToJson(row));
  }
  return sha256.Finish();
}

bool HasNewWord(const Row& row) {
  const std::string premise = " " + row.a.substr(0, row.a.size() - 1) + " ";
  std::string word;
  for (const char c : row.b.substr(0, row.b.size() - 1) + " ") {
    if (c != ' ') {
      word += static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
      continue;
    }
    if (word != "the" && premise.find(word) == std::string::npos) return true;
    word.clear();
  }
  return false;
}

// Stored digests, keys and the quickstart rest on these bytes.
TEST(GenerateEmbeddedNli, IsTheSameOnEveryPlatform) {
  EXPECT_EQ(DigestOfDataset(*GenerateEmbeddedNli({})).ToHex(),
            "f2c3eba3959134ee9862be6b7881f26e69f2f1779d5b34c2d183beb4770502de");
}

TEST(GenerateEmbeddedNli, HasTheSizesThatAreAskedFor) {
  const auto dataset = GenerateEmbeddedNli({});
  ASSERT_THAT(dataset, IsOk());
  EXPECT_EQ(FindSet(*dataset, "train")->rows.size(), 6000u);
  EXPECT_EQ(FindSet(*dataset, "dev")->rows.size(), 1000u);
  EXPECT_EQ(FindSet(*dataset, "ood")->rows.size(), 3000u);
  const auto small = GenerateEmbeddedNli({.train_rows = 7, .dev_rows = 5, .ood_rows = 3});
  EXPECT_EQ(FindSet(*small, "train")->rows.size(), 7u);
}

TEST(GenerateEmbeddedNli, CanBeManyTimesTheDefault) {
  EXPECT_THAT(GenerateEmbeddedNli({.train_rows = 30'000, .dev_rows = 1000, .ood_rows = 30'000}), IsOk());
}

TEST(GenerateEmbeddedNli, HasDistinctRowsOverAllSets) {
  const Dataset dataset = *GenerateEmbeddedNli({});
  std::set<std::string> pairs;
  for (const LabelledSet& set : dataset.sets) {
    for (const Row& row : set.rows) EXPECT_TRUE(pairs.insert(row.a + row.b).second) << row.a << row.b;
  }
}

TEST(GenerateEmbeddedNli, HasThreeLabelsInTrainingAndTwoBalancedOnesOutside) {
  const Dataset dataset = *GenerateEmbeddedNli({});
  std::array<int, 3> counts{};
  for (const Row& row : dataset.sets[0].rows) ++counts.at(static_cast<std::size_t>(row.label));
  EXPECT_THAT(counts, Each(::testing::AllOf(::testing::Gt(1800), ::testing::Lt(2300))));
  std::map<std::string, std::array<int, 2>> per_heuristic;
  for (const Row& row : dataset.sets[2].rows)
    ++per_heuristic[row.groups[0]].at(static_cast<std::size_t>(row.label));
  EXPECT_EQ(per_heuristic.size(), 3u);
  for (const auto& [heuristic, labels] : per_heuristic) EXPECT_EQ(labels[0], labels[1]) << heuristic;
}

TEST(GenerateEmbeddedNli, HasAShortcutInTrainingAndDevThatIsBrokenOutside) {
  const Dataset dataset = *GenerateEmbeddedNli({});
  for (const LabelledSet& set : dataset.sets) {
    int right = 0;
    for (const Row& row : set.rows) right += HasNewWord(row) == (row.label != 1) ? 1 : 0;
    const double share = right / static_cast<double>(set.rows.size());
    if (set.role == Role::kOod) {
      EXPECT_EQ(share, 0.5);
    } else {
      EXPECT_GT(share, 0.85);
      EXPECT_LT(share, 0.97) << "a model must be able to learn that the shortcut fails";
    }
  }
}

TEST(GenerateEmbeddedNli, DependsOnTheSeed) {
  const EmbeddedOptions small{.train_rows = 50, .dev_rows = 5, .ood_rows = 5};
  EmbeddedOptions other = small;
  other.seed = 2;
  EXPECT_EQ(DigestOfDataset(*GenerateEmbeddedNli(small)), DigestOfDataset(*GenerateEmbeddedNli(small)));
  EXPECT_NE(DigestOfDataset(*GenerateEmbeddedNli(small)), DigestOfDataset(*GenerateEmbeddedNli(other)));
}

TEST(GenerateEmbeddedNli, KeepsEveryRowOfASmallerTrainingSet) {
  const Dataset small = *GenerateEmbeddedNli({.train_rows = 50, .dev_rows = 5, .ood_rows = 5});
  const Dataset large = *GenerateEmbeddedNli({.train_rows = 90, .dev_rows = 5, .ood_rows = 5});
  EXPECT_EQ(small.sets[0].rows[49], large.sets[0].rows[49]);
}

TEST(GenerateEmbeddedNli, RefusesWhatItCannotMake) {
  EXPECT_THAT(GenerateEmbeddedNli({.dev_rows = 0}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("set \"dev\"")));
  EXPECT_THAT(GenerateEmbeddedNli({.counterexample_permille = 1001}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("counterexample_permille is 1001")));
  EXPECT_THAT(GenerateEmbeddedNli({.name = "A set"}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("\"A set\"")));
  EXPECT_THAT(GenerateEmbeddedNli({.ood_rows = 200'001}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("1 to 200000 rows, not 200001")));
}

}  // namespace
}  // namespace srnet::data
