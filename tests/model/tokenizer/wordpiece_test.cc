#include "model/tokenizer/wordpiece.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/status_matchers.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::Fails;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr TokenId kUnknown = 1;

WordPieceTokenizer TinyTokenizer() {
  auto vocabulary = Vocabulary::Parse(
      "[PAD]\n[UNK]\n[CLS]\n[SEP]\nun\n##aff\n##able\na\n##a\n\u00e9\n##\u00e9\n#\n", "vocab.txt");
  return WordPieceTokenizer(*std::move(vocabulary), {.lower_case = true, .strip_accents = false});
}

std::vector<TokenId> Ids(std::string_view text) {
  const WordPieceTokenizer tokenizer = TinyTokenizer();
  Words words;
  std::vector<TokenId> ids;
  tokenizer.Tokenize(text, words, ids);
  return ids;
}

TEST(WordPiece, TakesTheLongestMatchFromTheLeft) {
  EXPECT_THAT(Ids("unaffable"), ElementsAre(4, 5, 6));
  EXPECT_THAT(Ids("unaa"), ElementsAre(4, 8, 8));
}

TEST(WordPiece, MakesAWordWithAPlaceThatMatchesNothingUnknown) {
  EXPECT_THAT(Ids("unaffx un"), ElementsAre(kUnknown, 4));
}

TEST(WordPiece, CountsCharactersNotBytesOfALongWord) {
  const auto repeated = [](std::string_view piece, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += piece;
    return text;
  };
  EXPECT_EQ(Ids(repeated("\u00e9", 100)).size(), 100u);
  EXPECT_THAT(Ids(repeated("\u00e9", 101)), ElementsAre(kUnknown));
  EXPECT_THAT(Ids(repeated("a", 101)), ElementsAre(kUnknown));
}

TEST(WordPiece, ReadsHashesInATextAsPunctuation) { EXPECT_THAT(Ids("##a"), ElementsAre(11, 11, 7)); }

TEST(WordPiece, ReadsSpecialTokensInATextAsText) {
  EXPECT_THAT(Ids("[a]"), ElementsAre(kUnknown, 7, kUnknown));
}

TEST(WordPiece, HasNoIdsForAnEmptyText) { EXPECT_THAT(Ids(""), IsEmpty()); }

TEST(WordPiece, NamesTheMissingFileOfAModelFolder) {
  EXPECT_THAT(WordPieceTokenizer::Load("/nowhere"),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/vocab.txt")));
}

}  // namespace
}  // namespace srnet::tokenizer
