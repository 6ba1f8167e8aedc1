#include "model/tokenizer/pair_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/tokenizer/wordpiece.h"

namespace srnet::tokenizer {
namespace {

using ::testing::ElementsAre;

WordPieceTokenizer Letters() {
  return WordPieceTokenizer(*Vocabulary::Parse("[PAD]\n[UNK]\n[CLS]\n[SEP]\na\nb\nc\nd\n", "vocab.txt"), {});
}

// The rule as it is written down, one piece at a time.
PairLengths TruncateStepwise(PairLengths lengths, std::size_t budget) {
  while (lengths.a + lengths.b > budget) (lengths.a > lengths.b ? lengths.a : lengths.b) -= 1;
  return lengths;
}

TEST(PairEncoder, PutsTheSpecialTokensAroundBothTexts) {
  const WordPieceTokenizer tokenizer = Letters();
  PairEncoder encoder(tokenizer, 128);
  const auto encoded = encoder.Encode("a b", "c");
  EXPECT_THAT(encoded.ids, ElementsAre(2, 4, 5, 3, 6, 3));
  EXPECT_EQ(encoded.segment_a_length, 4u);
  EXPECT_FALSE(encoded.truncated);
}

TEST(PairEncoder, DropsFromBOnATie) {
  const WordPieceTokenizer tokenizer = Letters();
  PairEncoder encoder(tokenizer, 6);
  const auto encoded = encoder.Encode("a b", "c d");
  EXPECT_THAT(encoded.ids, ElementsAre(2, 4, 5, 3, 6, 3));
  EXPECT_TRUE(encoded.truncated);
}

TEST(PairEncoder, KeepsNothingOfTheTextsWhenOnlySpecialTokensFit) {
  const WordPieceTokenizer tokenizer = Letters();
  PairEncoder encoder(tokenizer, 3);
  EXPECT_THAT(encoder.Encode("a", "b").ids, ElementsAre(2, 3, 3));
}

TEST(TruncateLongestFirst, EqualsDroppingOnePieceAtATime) {
  for (std::size_t a = 0; a < 12; ++a) {
    for (std::size_t b = 0; b < 12; ++b) {
      for (std::size_t budget = 0; budget < 24; ++budget) {
        EXPECT_EQ(TruncateLongestFirst({a, b}, budget), TruncateStepwise({a, b}, budget)) << a << " " << b;
      }
    }
  }
}

}  // namespace
}  // namespace srnet::tokenizer
