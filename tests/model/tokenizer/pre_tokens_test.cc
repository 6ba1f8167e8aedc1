#include "model/tokenizer/pre_tokens.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace srnet::tokenizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> PiecesOf(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) pieces.emplace_back(TakePreToken(text));
  return pieces;
}

TEST(PreTokens, KeepOneSpaceInFrontOfAWord) {
  EXPECT_THAT(PiecesOf("a word 42 !?"), ElementsAre("a", " word", " 42", " !?"));
}

TEST(PreTokens, CutLettersNumbersAndTheRestApart) {
  EXPECT_THAT(PiecesOf("ab12..x"), ElementsAre("ab", "12", "..", "x"));
}

TEST(PreTokens, CutContractionsInLowerCaseOnly) {
  EXPECT_THAT(PiecesOf("don't they'll I'VE"), ElementsAre("don", "'t", " they", "'ll", " I", "'", "VE"));
}

TEST(PreTokens, KeepAnApostropheWithTheSpaceBeforeIt) {
  EXPECT_THAT(PiecesOf("the 's x!'s"), ElementsAre("the", " '", "s", " x", "!'", "s"));
}

TEST(PreTokens, LeaveTheLastOfSeveralSpacesToTheWord) {
  EXPECT_THAT(PiecesOf("a   b"), ElementsAre("a", "  ", " b"));
  EXPECT_THAT(PiecesOf("a \n b"), ElementsAre("a", " \n", " b"));
}

TEST(PreTokens, GiveAWhiteSpaceThatNoWordTakesAPlaceOfItsOwn) {
  EXPECT_THAT(PiecesOf("a\tb"), ElementsAre("a", "\t", "b"));
  EXPECT_THAT(PiecesOf("a  \u3000b"), ElementsAre("a", "  ", "\u3000", "b"));
}

TEST(PreTokens, KeepSpacesAtTheEndTogether) {
  EXPECT_THAT(PiecesOf("a \t "), ElementsAre("a", " \t "));
  EXPECT_THAT(PiecesOf(" "), ElementsAre(" "));
}

TEST(PreTokens, KnowLettersAndNumbersOfOtherScripts) {
  EXPECT_THAT(PiecesOf("caf\u00e9\u0301\u65e5\u672c\u0663\u00bd\u2168\u20ac"),
              ElementsAre("caf\u00e9", "\u0301", "\u65e5\u672c", "\u0663\u00bd\u2168", "\u20ac"));
}

TEST(PreTokens, TakeBytesThatAreNotUtf8AsTheyAre) {
  EXPECT_THAT(PiecesOf("a\xff\xfe b\xc3"), ElementsAre("a", "\xff\xfe", " b", "\xc3"));
}

TEST(PreTokens, OfAnEmptyTextAreNone) { EXPECT_THAT(PiecesOf(""), IsEmpty()); }

}  // namespace
}  // namespace srnet::tokenizer
