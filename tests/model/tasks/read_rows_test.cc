#include "model/tasks/read_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/model/tasks/small_task.h"
#include "tests/support/status_matchers.h"

namespace srnet::tasks {
namespace {

using data::Row;
using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

SetDescription Set(std::size_t index, const std::string& text = kSmallTask) {
  return ParseDescription(text)->sets[index];
}

const std::string kHeader = "id\tfirst\tsecond\tgold\tkind\tlevel\n";

std::string Line(const std::string& id, const std::string& a, const std::string& b,
                 const std::string& label) {
  return id + "\t" + a + "\t" + b + "\t" + label + "\tk\t7\n";
}

TEST(ReadTsv, TakesColumnsByTheirNamesAndNoQuotes) {
  const auto raw = ReadRows(kHeader + Line("7", "A \"b.", "C", "1"), "f", Set(0));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"train-7", "A \"b.", "C", 1, {}}));
  EXPECT_EQ(raw->bad_rows.count, 0);
}

TEST(ReadTsv, TakesAByteOrderMarkAndWindowsLineEnds) {
  const std::string text = "\xef\xbb\xbfgold\tsecond\tfirst\tid\r\n1\tb\ta\t0\r\n";
  const auto raw = ReadRows(text, "f", Set(0));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"train-0", "a", "b", 1, {}}));
}

TEST(ReadTsv, TakesGroupsByNameAndPosition) {
  const auto raw = ReadRows(kHeader + Line("0", "a", "b", "0"), "f", Set(2));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"hard-0", "a", "b", 0, {"k", "7"}}));
}

TEST(ReadTsv, TakesPositionsWhereThereIsNoHeader) {
  const std::string task =
      Replaced(Replaced(kSmallTask, "{a: first, b: second, label: gold}", "{a: 1, b: 2, label: -1}"),
               "id: \"{set}-{id}\"", "id: \"{0}/{line}\"\n    header: false");
  const auto raw = ReadRows("7\ta\tb\t1\n8\tc\td\tx\ty\t0\n", "f", Set(0, task));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"7/1", "a", "b", 1, {}}, Row{"8/2", "c", "d", 0, {}}));
}

TEST(ReadTsv, CountsBadRowsAndReportsTheFirstFive) {
  std::string text = kHeader + Line("0", "a", "b", "-") + "too\tshort\n" + Line("2", "\xff", "b", "1") +
                     Line("", "a", "b", "1") + "4\ta\tb\t1\tk\t7\tx\n" + Line("5", "a", "b", "1");
  for (int i = 6; i < 10; ++i) text += Line("9", "a", "b", "");
  const auto raw = ReadRows(text, "dir/train.tsv", Set(0));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, SizeIs(1));
  EXPECT_EQ(raw->bad_rows.count, 9);
  EXPECT_THAT(raw->bad_rows.first,
              ElementsAre(HasSubstr("dir/train.tsv:2: the label \"-\" is not one of 0, 1"),
                          HasSubstr("dir/train.tsv:3: 2 columns, expected 6"),
                          HasSubstr("dir/train.tsv:4: the line is not valid UTF-8"),
                          HasSubstr("dir/train.tsv:5: the id is empty"),
                          HasSubstr("dir/train.tsv:6: 7 columns, expected 6")));
  EXPECT_THAT(RefuseBadRows(raw->bad_rows, "dir/train.tsv"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dir/train.tsv has 9 bad rows")));
}

// The description of the small task with a further key in its TSV table.
std::string WithKey(const std::string& key) {
  return Replaced(kSmallTask, "id: \"{set}-{id}\"", "id: \"{set}-{id}\"\n    " + key);
}

TEST(ReadTsv, LeavesOutShortAndLongRowsWhereTheyAreKnown) {
  const std::string text = kHeader + Line("0", "a", "b", "1") + "1\ta\tb\n" +
                           Line("2", "a\tand more", "b", "1") + Line("3", "a", "b", "-");
  const auto raw = ReadRows(text, "f", Set(0, WithKey("ragged: true")));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, SizeIs(1));
  EXPECT_EQ(raw->left_out, 2);
  EXPECT_THAT(raw->bad_rows.first, ElementsAre(HasSubstr("f:5: the label \"-\"")))
      << "no other defect is known";
}

TEST(ReadTsv, RefusesAFileWithAColumnOfAnotherLayout) {
  const SetDescription set = Set(0, WithKey("refused_columns: {kind: make texts of it first}"));
  EXPECT_THAT(ReadRows(kHeader + Line("0", "a", "b", "1"), "f.tsv", set),
              Fails(StatusCode::kInvalidArgument,
                    HasSubstr("f.tsv:1: there is a column \"kind\": make texts of it first")));
  EXPECT_THAT(ReadRows("gold\tsecond\tfirst\tid\n1\tb\ta\t0\n", "f.tsv", set), IsOk());
}

TEST(ReadTsv, RefusesAFileWithATextOfAnotherLayout) {
  const SetDescription set = Set(0, WithKey("refused_texts: {\"b'\": write it as text}"));
  const std::string good = Line("0", "a b'", "c", "1");
  EXPECT_THAT(ReadRows(kHeader + good, "f.tsv", set), IsOk());
  EXPECT_THAT(
      ReadRows(kHeader + good + Line("1", "a", "b'c'", "1"), "f.tsv", set),
      Fails(StatusCode::kInvalidArgument, HasSubstr("f.tsv:3: a text begins with b': write it as text")));
}

TEST(ReadTsv, RefusesAHeaderWithoutAColumn) {
  EXPECT_THAT(ReadRows("id\tfirst\tsecond\n", "f.tsv", Set(0)),
              Fails(StatusCode::kInvalidArgument, HasSubstr("f.tsv:1: the header has no column \"gold\"")));
  EXPECT_THAT(ReadRows("first\tsecond\tgold\n", "f.tsv", Set(0)),
              Fails(StatusCode::kInvalidArgument, HasSubstr("no column \"id\"")));
  EXPECT_THAT(ReadRows("", "f.tsv", Set(0)), Fails(StatusCode::kInvalidArgument, HasSubstr("f.tsv:1")));
}

TEST(ReadJsonLines, TakesTheFirstNameThatARowHas) {
  const std::string text = R"({"claim": "c", "evidence_sentence": "e", "label": "yes", "label2": 1}
{"gold_label": "no", "label": "yes", "evidence": "E\tf", "claim": "C", "id": 5}
)";
  const auto raw = ReadRows(text, "f", Set(1));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"1", "c", "e", 1, {}}, Row{"2", "C", "E\tf", 0, {}}));
}

TEST(ReadJsonLines, TakesWholeNumbersAsText) {
  const std::string task = Replaced(kSmallTask, "id: \"{line}\"", "id: \"{id}\"");
  const auto raw =
      ReadRows(R"({"id": 214861, "claim": "c", "evidence": "e", "label": "no"})", "f", Set(1, task));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->rows, ElementsAre(Row{"214861", "c", "e", 0, {}}));
}

TEST(ReadJsonLines, LeavesOutWhatTheDescriptionSays) {
  const auto raw = ReadRows(R"({"claim": "c", "evidence": "e", "label": "-"})", "f", Set(1));
  ASSERT_THAT(raw, IsOk());
  EXPECT_EQ(raw->left_out, 1);
  EXPECT_EQ(raw->bad_rows.count, 0);
  EXPECT_THAT(raw->rows, SizeIs(0));
}

TEST(ReadJsonLines, CountsBadRows) {
  const std::string text =
      "{\"claim\": \"c\", \"evidence\": \"e\"}\n"
      "\n"
      "{\"claim\": \"c\", \"evidence\": [\"e\"], \"label\": \"no\"}\n"
      "{\"claim\": \"c\", \"label\": \"no\"}\n"
      "[]\n"
      "{\"claim\": \"c\"\n";
  const auto raw = ReadRows(text, "f", Set(1));
  ASSERT_THAT(raw, IsOk());
  EXPECT_THAT(raw->bad_rows.first,
              ElementsAre(HasSubstr("f:1: there is no \"gold_label\" or \"label\""),
                          HasSubstr("f:3: \"evidence\" is an array, not text"),
                          HasSubstr("f:4: there is no \"evidence\" or \"evidence_sentence\""),
                          HasSubstr("f:5: expected an object, got an array"), HasSubstr("f:6: ")));
}

}  // namespace
}  // namespace srnet::tasks
