#include "model/data/tokenised_dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "common/digest/sha256.h"
#include "common/files/files.h"
#include "model/data/dataset_folder.h"
#include "model/data/tokenise.h"
#include "model/data/tokenised_format.h"
#include "model/tokenizer/wordpiece.h"
#include "tests/model/data/small_dataset.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

tokenizer::WordPieceTokenizer SmallTokenizer(std::size_t unused_pieces = 0) {
  std::string vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\na\ncat\nsat\ndog\nran\nno\n";
  for (std::size_t i = 0; i < unused_pieces; ++i) vocabulary += "[unused" + std::to_string(i) + "]\n";
  return {*tokenizer::Vocabulary::Parse(vocabulary, "vocab.txt"), {}};
}

std::string SmallBytes(const TokeniseOptions& options = {}) {
  return *TokeniseToBytes(SmallDataset(), SmallTokenizer(), options);
}

// Without fsync: thousands of altered files are opened below.
StatusOr<TokenisedDataset> OpenBytes(const std::string& bytes) {
  const TemporaryDirectory folder;
  std::ofstream(folder / "tokens", std::ios::binary) << bytes;
  return TokenisedDataset::Open(folder / "tokens");
}

std::vector<int> Ids(const TokenisedSet& set, std::size_t row) {
  std::vector<int> ids(set.length(row));
  set.ids(row).CopyTo(ids.data());
  return ids;
}

// Puts the right digest at the end, so that only the inner checks can object.
std::string Sealed(std::string bytes) {
  bytes.resize(bytes.size() - Digest::kBytes);
  const Digest digest = DigestOf(bytes);
  return bytes.append(reinterpret_cast<const char*>(digest.bytes().data()), Digest::kBytes);
}

TEST(TokenisedDataset, HoldsRowsLabelsAndGroups) {
  const auto dataset = OpenBytes(SmallBytes());
  ASSERT_THAT(dataset, IsOk());
  const TokenisedSet& train = *dataset->Find(Role::kTrain);
  EXPECT_EQ(train.rows(), 3u);
  EXPECT_THAT(Ids(train, 0), ElementsAre(2, 4, 5, 6, 3, 4, 5, 3));
  EXPECT_EQ(train.segment_a_length(0), 5u);
  EXPECT_EQ(train.label(2), 2);
  EXPECT_EQ(train.row_id(1), "train-1");
  const TokenisedSet& ood = *dataset->Find("ood");
  EXPECT_EQ(ood.group(0, 0), "lexical_overlap");
  EXPECT_EQ(ood.group(0, 1), "swap");
  EXPECT_THAT(ood.description().label_merge, ElementsAre(0, 1, 0));
  EXPECT_THAT(ood.description().groups, ElementsAre("heuristic", "subcase"));
}

TEST(TokenisedDataset, HoldsWhatAModelMustAgreeWith) {
  const auto dataset = OpenBytes(SmallBytes({.max_length = 64}));
  ASSERT_THAT(dataset, IsOk());
  EXPECT_EQ(dataset->name(), "small");
  EXPECT_THAT(dataset->labels(), ElementsAre("contradiction", "entailment", "neutral"));
  EXPECT_EQ(dataset->max_length(), 64u);
  EXPECT_EQ(dataset->vocabulary_size(), 10u);
  EXPECT_EQ(dataset->cls_id(), 2);
  EXPECT_EQ(dataset->Find("nothing"), nullptr);
}

TEST(TokenisedDataset, StoresWideIdsForALargeVocabulary) {
  const auto bytes = TokeniseToBytes(SmallDataset(), SmallTokenizer(70'000), {});
  const auto dataset = OpenBytes(*bytes);
  ASSERT_THAT(dataset, IsOk());
  EXPECT_THAT(Ids(*dataset->Find("train"), 0), ElementsAre(2, 4, 5, 6, 3, 4, 5, 3));
  EXPECT_THAT(Ids(*dataset->Find("train"), 1), ElementsAre(2, 4, 7, 8, 3, 9, 7, 8, 3));
}

TEST(TokenisedDataset, StaysValidWhenMoved) {
  auto dataset = OpenBytes(SmallBytes());
  const TokenisedDataset moved = *std::move(dataset);
  EXPECT_THAT(Ids(*moved.Find("dev"), 1), ElementsAre(2, 4, 7, 8, 3, 9, 7, 8, 3));
}

TEST(Tokenise, TruncatesToTheMaximalLengthAndSaysSo) {
  TokeniseReport report;
  const auto bytes = TokeniseToBytes(SmallDataset(), SmallTokenizer(), {.max_length = 7}, &report);
  const auto dataset = OpenBytes(*bytes);
  EXPECT_THAT(Ids(*dataset->Find("train"), 0), ElementsAre(2, 4, 5, 3, 4, 5, 3));
  EXPECT_EQ(report.rows, 6u);
  EXPECT_EQ(report.truncated, 6u);
}

TEST(Tokenise, KeepsASampleWithinTheLimits) {
  const auto dataset = OpenBytes(SmallBytes({.train_rows = 2, .evaluation_rows = 1}));
  ASSERT_THAT(dataset, IsOk());
  const TokenisedSet& train = *dataset->Find("train");
  ASSERT_EQ(train.rows(), 2u);
  EXPECT_LT(train.source_row(0), train.source_row(1));
  EXPECT_EQ(train.row_id(1), "train-" + std::to_string(train.source_row(1)));
  EXPECT_EQ(dataset->Find("dev")->rows(), 1u);
}

TEST(Tokenise, MakesTheSameBytesEveryTime) { EXPECT_EQ(SmallBytes(), SmallBytes()); }

TEST(Tokenise, RefusesAnImpossibleLength) {
  for (const std::size_t length : {0, 2, 65536}) {
    EXPECT_THAT(TokeniseToBytes(SmallDataset(), SmallTokenizer(), {.max_length = length}),
                Fails(StatusCode::kInvalidArgument, HasSubstr("max_length is " + std::to_string(length))));
  }
}

TEST(Tokenise, ReadsAFolderAndWritesAFile) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteDatasetFolder(SmallDataset(), folder / "set"), IsOk());
  const auto report = TokeniseDataset(folder / "set", SmallTokenizer(), {}, folder / "tokens");
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->rows, 6u);
  EXPECT_EQ(TokenisedDataset::Open(folder / "tokens")->digest(), OpenBytes(SmallBytes())->digest());
}

TEST(TokenisedDataset, IsRefusedWhenTruncatedAnywhere) {
  const std::string bytes = SmallBytes();
  for (std::size_t size = 0; size < bytes.size(); size += 13) {
    EXPECT_THAT(OpenBytes(bytes.substr(0, size)),
                Fails(StatusCode::kDataLoss, AnyOf(HasSubstr("truncated"), HasSubstr("too short"))));
  }
}

TEST(TokenisedDataset, IsRefusedWhenAnyByteIsAltered) {
  const std::string bytes = SmallBytes();
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string altered = bytes;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    EXPECT_FALSE(OpenBytes(altered).ok()) << at;
  }
}

TEST(TokenisedDataset, NamesAnotherKindOrVersionOfFile) {
  std::string other = SmallBytes();
  other[0] = 'S';
  EXPECT_THAT(OpenBytes(other),
              Fails(StatusCode::kInvalidArgument, HasSubstr("tokens: not a tokenised data set")));
  std::string newer = SmallBytes();
  newer[8] = 2;
  EXPECT_THAT(OpenBytes(newer), Fails(StatusCode::kInvalidArgument, HasSubstr("version 2")));
  EXPECT_THAT(TokenisedDataset::Open("/nowhere/tokens"),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/tokens")));
}

// With a right digest the content may still be wrong; nothing of it may be believed before it is checked.
TEST(TokenisedDataset, IsNeverReadPastItsEndWhateverItSays) {
  const std::string bytes = SmallBytes();
  for (std::size_t at = sizeof(kTokenisedMagic) + 4; at + Digest::kBytes < bytes.size(); at += 5) {
    for (const char value : {'\x01', '\xff'}) {
      std::string altered = bytes;
      altered[at] = value;
      const auto dataset = OpenBytes(Sealed(altered));
      if (!dataset.ok()) continue;
      for (const TokenisedSet& set : dataset->sets()) {
        for (std::size_t row = 0; row < set.rows(); ++row) {
          EXPECT_EQ(set.ids(row)[0], dataset->cls_id());
          EXPECT_LE(set.row_id(row).size(), bytes.size());
        }
      }
    }
  }
}

}  // namespace
}  // namespace srnet::data
