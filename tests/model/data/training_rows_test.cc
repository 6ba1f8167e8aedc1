#include "model/data/training_rows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "model/data/tokenise.h"
#include "model/data/tokenised_dataset.h"
#include "model/tokenizer/wordpiece.h"
#include "tests/model/data/small_dataset.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t kSeed = 13;

std::vector<std::string> KeptIds(const Dataset& dataset, bool oracle, std::uint64_t limit = 0) {
  const std::vector<const Row*> all = AllTrainingRows(dataset);
  std::vector<std::string> ids;
  const auto kept = KeptTrainingRows(dataset, oracle, limit, kSeed);
  EXPECT_THAT(kept, IsOk());
  for (const std::uint64_t place : *kept) ids.push_back(all[place]->id);
  return ids;
}

// 100 training rows, 30 oracle rows twice.
Dataset LargerDataset() {
  Dataset dataset = SmallDatasetWithOracle();
  for (LabelledSet* set : {&dataset.sets[0], &dataset.sets[3]}) {
    const Row row = set->rows[0];
    set->rows.clear();
    for (int i = 0; i < (set->role == Role::kTrain ? 100 : 30); ++i) {
      set->rows.push_back(row);
      set->rows.back().id = fmt::format("{}-{}", set->name, i);
    }
  }
  return dataset;
}

StatusOr<TokenisedDataset> Tokenised(const Dataset& dataset, const TokeniseOptions& options) {
  const tokenizer::WordPieceTokenizer tokenizer(
      *tokenizer::Vocabulary::Parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\ncat\n", "vocab.txt"), {});
  SRNET_ASSIGN_OR_RETURN(const std::string bytes, TokeniseToBytes(dataset, tokenizer, options));
  const TemporaryDirectory folder;
  std::ofstream(folder / "tokens", std::ios::binary) << bytes;
  return TokenisedDataset::Open(folder / "tokens");
}

TEST(TrainingRows, OfAnOracleAreTheTrainingSetAndEachCopyOfItsOwn) {
  EXPECT_THAT(KeptIds(SmallDatasetWithOracle(), true),
              ElementsAre("train-0", "train-1", "train-2", "o-0", "o-1", "o-0", "o-1"));
}

TEST(TrainingRows, WithoutAnOracleAreTheTrainingSetAlone) {
  EXPECT_THAT(KeptIds(SmallDatasetWithOracle(), false), ElementsAre("train-0", "train-1", "train-2"));
}

TEST(TrainingRows, OfAnOracleNeedAnOracleSet) {
  EXPECT_THAT(KeptTrainingRows(SmallDataset(), true, 0, kSeed),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("has no set of role oracle")));
}

TEST(TrainingRows, AreLimitedInProportion) {
  const std::vector<std::string> ids = KeptIds(LargerDataset(), true, 25);
  ASSERT_EQ(ids.size(), 25u + 2 * 8) << "round(30 * 25 / 100) = round(7.5) = 8, twice";
  EXPECT_EQ(std::vector(ids.begin(), ids.begin() + 25), KeptIds(LargerDataset(), false, 25))
      << "an oracle sees the same training rows";
  EXPECT_EQ(std::vector(ids.begin() + 25, ids.begin() + 33), std::vector(ids.begin() + 33, ids.end()))
      << "every copy is of the same rows";
}

TEST(TrainingRows, KeepAtLeastOneOfEachOracleSet) {
  EXPECT_EQ(KeptIds(LargerDataset(), true, 1).size(), 1u + 2);
}

TEST(TrainingRows, AreAllThereWithinTheLimit) { EXPECT_EQ(KeptIds(LargerDataset(), true, 100).size(), 160u); }

TEST(Tokenise, GivesAnOracleItsRowsInTheTrainingSet) {
  const auto dataset = Tokenised(SmallDatasetWithOracle(), {.oracle = true});
  ASSERT_THAT(dataset, IsOk());
  const TokenisedSet& train = *dataset->Find(Role::kTrain);
  ASSERT_EQ(train.rows(), 7u);
  EXPECT_EQ(train.row_id(6), "o-1");
  EXPECT_EQ(train.label(6), 1);
  EXPECT_EQ(train.source_row(6), 6u);
  EXPECT_EQ(dataset->Find("ood-train"), nullptr) << "it is nothing to evaluate on";
  EXPECT_EQ(dataset->sets().size(), 3u);
}

TEST(Tokenise, LeavesOracleRowsOutOfEveryOtherTraining) {
  const auto dataset = Tokenised(SmallDatasetWithOracle(), {});
  ASSERT_THAT(dataset, IsOk());
  EXPECT_EQ(dataset->Find(Role::kTrain)->rows(), 3u);
  EXPECT_EQ(dataset->sets().size(), 3u);
}

TEST(SourceRows, AreThoseThatWereTokenised) {
  const Dataset dataset = LargerDataset();
  const auto tokenised = Tokenised(dataset, {.oracle = true, .train_rows = 25});
  ASSERT_THAT(tokenised, IsOk());
  const TokenisedSet& train = *tokenised->Find(Role::kTrain);
  const auto rows = SourceRows(dataset, train);
  ASSERT_THAT(rows, IsOk());
  ASSERT_EQ(rows->size(), 41u);
  for (std::size_t i = 0; i < rows->size(); ++i) EXPECT_EQ((*rows)[i]->id, train.row_id(i));
}

TEST(SourceRows, AreRefusedForAnotherDataSet) {
  const auto tokenised = Tokenised(SmallDataset(), {});
  Dataset other = SmallDataset();
  other.sets[0].rows[1].id = "train-x";
  EXPECT_THAT(SourceRows(other, *tokenised->Find(Role::kTrain)),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("row 1 of the tokenised set \"train\"")));
}

TEST(Tokenise, KeepsWhatASetIsJudgedBy) {
  const auto dataset = Tokenised(SmallDatasetWithOracle(), {});
  ASSERT_THAT(dataset, IsOk());
  EXPECT_THAT(dataset->Find("ood")->description().metrics, ElementsAre("accuracy", "f1"));
  EXPECT_EQ(dataset->Find("ood")->description().positive, "entailment");
}

TEST(Tokenise, RefusesAnOracleWithoutOracleSets) {
  EXPECT_THAT(Tokenised(SmallDataset(), {.oracle = true}),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("oracle")));
}

}  // namespace
}  // namespace srnet::data
