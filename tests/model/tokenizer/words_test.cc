#include "model/tokenizer/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace srnet::tokenizer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> WordsOf(std::string_view text, TextRules rules = {}) {
  Words words;
  words.Split("left over from before", rules);
  words.Split(text, rules);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < words.size(); ++i) result.emplace_back(words[i]);
  return result;
}

TEST(Words, AreCutAtSpacesAndAroundPunctuation) {
  EXPECT_THAT(WordsOf(" Don't stop,\tnow! "), ElementsAre("don", "'", "t", "stop", ",", "now", "!"));
}

TEST(Words, LoseAccentsHoweverTheyAreWritten) {
  EXPECT_THAT(WordsOf("Caf\u00e9 Cafe\u0301"), ElementsAre("cafe", "cafe"));
}

TEST(Words, KeepCaseAndAccentsWhereTheRulesSaySo) {
  EXPECT_THAT(WordsOf("\u00c9t\u00e9", {.lower_case = false, .strip_accents = false}),
              ElementsAre("\u00c9t\u00e9"));
  EXPECT_THAT(WordsOf("\u00c9t\u00e9", {.lower_case = true, .strip_accents = false}),
              ElementsAre("\u00e9t\u00e9"));
  EXPECT_THAT(WordsOf("\u00c9t\u00e9", {.lower_case = false, .strip_accents = true}), ElementsAre("Ete"));
}

TEST(Words, GiveEachIdeographItsOwnPlace) {
  EXPECT_THAT(WordsOf("a\u65e5\u672cb"), ElementsAre("a", "\u65e5", "\u672c", "b"));
  EXPECT_THAT(WordsOf("a\u65e5\u672cb", {.space_cjk = false}), ElementsAre("a\u65e5\u672cb"));
}

TEST(Words, DropControlsAndBytesThatAreNotUtf8) {
  EXPECT_THAT(WordsOf(std::string_view("a\0b\x01\xff"
                                       "c\xc3",
                                       7)),
              ElementsAre("abc"));
  EXPECT_THAT(WordsOf("\u200b\ufeff\ufffd"), IsEmpty());
}

TEST(Words, LowerCaseTheTurkishCapitalIAsTwoCharacters) {
  EXPECT_THAT(WordsOf("\u0130x", {.lower_case = true, .strip_accents = false}), ElementsAre("i\u0307x"));
  EXPECT_THAT(WordsOf("\u0130x"), ElementsAre("ix"));
}

}  // namespace
}  // namespace srnet::tokenizer
