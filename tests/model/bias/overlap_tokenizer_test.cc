#include "model/bias/overlap_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace srnet::bias {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SplitSentences, CutsAfterAStopBeforeACapital) {
  EXPECT_THAT(SplitSentences("He left. She came!  \"Why?\" No one knew"),
              ElementsAre("He left.", "She came!", "\"Why?\"", "No one knew"));
}

TEST(SplitSentences, KeepsTitlesInitialsAndLowerCaseTogether) {
  EXPECT_THAT(SplitSentences("Mr. J. Smith of the U.S. Army paid 3.50 dollars. etc. and so on."),
              ElementsAre("Mr. J. Smith of the U.S. Army paid 3.50 dollars. etc. and so on."));
}

TEST(SplitSentences, HasNoneForAnEmptyText) { EXPECT_THAT(SplitSentences(""), IsEmpty()); }

TEST(OverlapTokens, SplitOffTheStopOfEverySentence) {
  EXPECT_THAT(OverlapTokens("He left. She came."), ElementsAre("He", "left", ".", "She", "came", "."));
}

TEST(OverlapTokens, SplitWordsAtPunctuationThatTreebankKeeps) {
  EXPECT_THAT(
      OverlapTokens("a well-known and/or x=y caf\u00e9\u2014bar"),
      ElementsAre("a", "well", "-", "known", "and", "/", "or", "x", "=", "y", "caf\u00e9", "\u2014", "bar"));
}

TEST(OverlapTokens, KeepApostrophesStopsAndCommasInsideWords) {
  EXPECT_THAT(OverlapTokens("don't pay 1,000.50 now"), ElementsAre("do", "n't", "pay", "1,000.50", "now"));
  EXPECT_THAT(OverlapTokens("\"x\""), ElementsAre("`", "`", "x", "''"));
}

TEST(LowerCase, ReachesBeyondAscii) { EXPECT_EQ(LowerCase("\u00c9T\u00c9"), "\u00e9t\u00e9"); }

}  // namespace
}  // namespace srnet::bias
