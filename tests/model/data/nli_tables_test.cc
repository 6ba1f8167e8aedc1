#include "model/data/nli_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/status_matchers.h"

namespace srnet::data {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::string kMnliHeader =
    "index\tpromptID\tpairID\tgenre\tp1\tp2\tp3\tp4\tsentence1\tsentence2\tlabel1\tgold_label\n";
const std::string kHansHeader =
    "gold_label\tp1\tp2\tp3\tp4\tsentence1\tsentence2\tpairID\theuristic\tsubcase\ttemplate\n";

std::string MnliLine(const std::string& index, const std::string& a, const std::string& b,
                     const std::string& label) {
  return index + "\t\t\t\t\t\t\t\t" + a + "\t" + b + "\t\t" + label + "\n";
}

TEST(Mnli, ReadsIndexSentencesAndTheLastColumn) {
  const auto raw = ParseMnli(kMnliHeader + MnliLine("7", "A \"b.", "C", "neutral"), "f", "train");
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"train-7", "A \"b.", "C", 2, {}}));
  EXPECT_EQ(raw->bad_rows.count, 0);
}

TEST(Mnli, ReadsAByteOrderMarkWindowsLineEndsAndTheExtraLabelsOfDev) {
  const std::string text =
      "\xef\xbb\xbf"
      "index\t\t\t\t\t\t\t\tsentence1\tsentence2\tlabel1\tlabel2\tgold_label\r\n"
      "0\t\t\t\t\t\t\t\ta\tb\tneutral\tneutral\tentailment\r\n";
  const auto raw = ParseMnli(text, "f", "dev");
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"dev-0", "a", "b", 1, {}}));
}

TEST(Mnli, CountsBadRowsAndReportsTheFirstFive) {
  std::string text = kMnliHeader + MnliLine("0", "a", "b", "-") + "too\tshort\n" +
                     MnliLine("2", "\xff", "b", "neutral") + MnliLine("3", "a", "b", "entailment");
  for (int i = 4; i < 10; ++i) text += MnliLine(std::to_string(i), "a", "b", "");
  const auto raw = ParseMnli(text, "dir/train.tsv", "train");
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, SizeIs(1));
  EXPECT_EQ(raw->bad_rows.count, 9);
  ASSERT_THAT(raw->bad_rows.first, SizeIs(5));
  EXPECT_THAT(raw->bad_rows.first[0],
              HasSubstr("dir/train.tsv:2: the label \"-\" is not one of contradiction,"));
  EXPECT_THAT(raw->bad_rows.first[1], HasSubstr("dir/train.tsv:3: 2 columns, expected 12"));
  EXPECT_THAT(raw->bad_rows.first[2], HasSubstr("dir/train.tsv:4: the line is not valid UTF-8"));
  EXPECT_THAT(RefuseBadRows(raw->bad_rows, "dir/train.tsv"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dir/train.tsv has 9 bad rows")));
}

TEST(Mnli, RefusesATableWithAnotherHeader) {
  for (const std::string& text : {std::string(), MnliLine("0", "a", "b", "neutral"),
                                  std::string("id\ta\tb\n"), kHansHeader, std::string("\n\n")}) {
    EXPECT_THAT(ParseMnli(text, "f.tsv", "train"),
                Fails(StatusCode::kInvalidArgument, HasSubstr("f.tsv:1: not the header of MNLI")));
  }
}

TEST(Hans, ReadsColumnsByTheirNames) {
  const auto raw = ParseHans(
      kHansHeader +
          "non-entailment\t\t\t\t\tThe a saw b .\tThe b saw a .\tex7\tlexical_overlap\tswap\ttemp1\n",
      "f");
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows,
              ElementsAre(Row{"ex7", "The a saw b .", "The b saw a .", 0, {"lexical_overlap", "swap"}}));
}

TEST(Hans, CountsBadRows) {
  const auto raw = ParseHans(kHansHeader + "neutral\t\t\t\t\ta\tb\tex0\th\ts\tt\n" +
                                 "entailment\t\t\t\t\ta\tb\t\th\ts\tt\n" + "entailment\ta\n",
                             "hans.txt");
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->bad_rows.first, ElementsAre(HasSubstr("hans.txt:2: the label \"neutral\""),
                                               HasSubstr("hans.txt:3: the pairID is empty"),
                                               HasSubstr("hans.txt:4: 2 columns, expected 11")));
}

TEST(Hans, NamesTheColumnThatIsMissing) {
  EXPECT_THAT(
      ParseHans("gold_label\tsentence1\tsentence2\tpairID\tsubcase\n", "f.txt"),
      Fails(StatusCode::kInvalidArgument, HasSubstr("f.txt:1: not the header of HANS: there is no column "
                                                    "\"heuristic\"")));
  EXPECT_THAT(ParseHans("", "f.txt"), Fails(StatusCode::kInvalidArgument, HasSubstr("\"gold_label\"")));
}

}  // namespace
}  // namespace srnet::data
