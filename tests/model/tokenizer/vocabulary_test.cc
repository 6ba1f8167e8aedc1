#include "model/tokenizer/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/status_matchers.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

const std::string kSpecial = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n";

TEST(Vocabulary, NumbersItsLinesFromZero) {
  const auto vocabulary = Vocabulary::Parse(kSpecial + "un\n##able\n", "vocab.txt");
  ASSERT_THAT(vocabulary, IsOk());
  EXPECT_EQ(vocabulary->size(), 6u);
  EXPECT_EQ(vocabulary->Find("un"), 4);
  EXPECT_EQ(vocabulary->token(5), "##able");
  EXPECT_EQ(vocabulary->pad_id(), 0);
  EXPECT_EQ(vocabulary->sep_id(), 3);
}

TEST(Vocabulary, KeepsContinuationsApartFromStarts) {
  const auto vocabulary = Vocabulary::Parse(kSpecial + "able\n##ing\n", "vocab.txt");
  EXPECT_EQ(vocabulary->FindContinuation("ing"), 5);
  EXPECT_EQ(vocabulary->Find("ing"), -1);
  EXPECT_EQ(vocabulary->FindContinuation("able"), -1);
}

TEST(Vocabulary, ReadsWindowsLineEndsAndAMissingLastOne) {
  const auto vocabulary = Vocabulary::Parse("[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nun", "vocab.txt");
  ASSERT_THAT(vocabulary, IsOk());
  EXPECT_EQ(vocabulary->Find("un"), 4);
}

TEST(Vocabulary, StaysValidWhenMoved) {
  auto vocabulary = Vocabulary::Parse(kSpecial + "un\n", "vocab.txt");
  const Vocabulary moved = *std::move(vocabulary);
  EXPECT_EQ(moved.Find("un"), 4);
  EXPECT_EQ(moved.token(4), "un");
}

TEST(Vocabulary, NamesTheLineOfEveryDefect) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"", "no line \"[PAD]\""},
      {"[PAD]\n[UNK]\n[CLS]\n", "no line \"[SEP]\""},
      {"[PAD]\n[CLS]\n[SEP]\n", "no line \"[UNK]\""},
      {"[PAD]\n[UNK]\n[SEP]\n", "no line \"[CLS]\""},
      {kSpecial + "a\nb\na\n", "vocab.txt:7: the word piece \"a\" is already on line 5"},
      {kSpecial + "\nb\n", "vocab.txt:5: empty line"},
      {kSpecial + "a\n\xff\xfe\n", "vocab.txt:6: the word piece is not valid UTF-8"},
      {kSpecial + "\xc3", "vocab.txt:5: the word piece is not valid UTF-8"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(Vocabulary::Parse(text, "vocab.txt"),
                Fails(StatusCode::kInvalidArgument, HasSubstr(message)));
  }
}

TEST(Vocabulary, NamesTheFileThatIsMissing) {
  EXPECT_THAT(Vocabulary::Load("/nowhere/vocab.txt"),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/vocab.txt")));
}

}  // namespace
}  // namespace srnet::tokenizer
