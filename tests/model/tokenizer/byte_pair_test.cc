#include "model/tokenizer/byte_pair.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "model/tokenizer/byte_alphabet.h"
#include "model/tokenizer/byte_pair_merger.h"
#include "model/tokenizer/pair_encoder.h"
#include "tests/support/status_matchers.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr TokenId kFirstByte = 3;     // Behind <s>, <pad>, </s>.
constexpr TokenId kFirstMerge = 259;  // Behind the 256 bytes.

std::vector<std::string> TokensWith(const std::vector<std::string>& merged) {
  std::vector<std::string> tokens = {"<s>", "<pad>", "</s>"};
  for (int byte = 0; byte < 256; ++byte) tokens.push_back(CharacterOfByte(static_cast<unsigned char>(byte)));
  tokens.insert(tokens.end(), merged.begin(), merged.end());
  return tokens;
}

// lo 259, low 260, er 261, _low 262, aa 263, aaa 264.
BytePairTokenizer SmallTokenizer(bool add_prefix_space = false) {
  auto vocabulary = BytePairVocabulary::Make(
      TokensWith({"lo", "low", "er", "\u0120low", "aa", "aaa"}),
      {{"l", "o"}, {"lo", "w"}, {"e", "r"}, {"\u0120", "low"}, {"a", "a"}, {"aa", "a"}}, "vocab");
  return {*std::move(vocabulary), add_prefix_space};
}

std::vector<TokenId> IdsOf(std::string_view text, bool add_prefix_space = false) {
  const BytePairTokenizer tokenizer = SmallTokenizer(add_prefix_space);
  const auto encoder = tokenizer.NewEncoder();
  std::vector<TokenId> ids, again;
  encoder->Append(text, ids);
  encoder->Append(text, again);
  EXPECT_EQ(ids, again) << "a remembered word is another one";
  return ids;
}

TokenId Byte(unsigned char byte) { return kFirstByte + byte; }

TEST(ByteAlphabet, WritesASpaceAsTheReleasedVocabulariesDo) {
  EXPECT_EQ(CharacterOfByte(' '), "\u0120");
  EXPECT_EQ(CharacterOfByte('\n'), "\u010a");
  EXPECT_EQ(CharacterOfByte('a'), "a");
  EXPECT_EQ(CharacterOfByte(0xAD), "\u0143");
}

TEST(ByteAlphabet, HasAnotherCharacterForEveryByte) {
  std::set<std::string> characters;
  for (int byte = 0; byte < 256; ++byte) characters.insert(CharacterOfByte(static_cast<unsigned char>(byte)));
  EXPECT_EQ(characters.size(), 256u);
}

TEST(BytePairs, MergeByRankAndThenFromTheLeft) {
  EXPECT_THAT(IdsOf("lower"), ElementsAre(kFirstMerge + 1, kFirstMerge + 2));
  EXPECT_THAT(IdsOf("aaaaa"), ElementsAre(kFirstMerge + 4, kFirstMerge + 5));
}

TEST(BytePairs, MergeWithinAPieceOnly) {
  EXPECT_THAT(IdsOf("low low"), ElementsAre(kFirstMerge + 1, kFirstMerge + 3));
  EXPECT_THAT(IdsOf("lo7w"), ElementsAre(kFirstMerge, Byte('7'), Byte('w')));
}

TEST(BytePairs, KnowEveryByte) {
  EXPECT_THAT(IdsOf("\xff\u00e9"), ElementsAre(Byte(0xFF), Byte(0xC3), Byte(0xA9)));
}

TEST(BytePairs, ReadSpecialTokensInATextAsText) {
  EXPECT_THAT(IdsOf("</s>"), ElementsAre(Byte('<'), Byte('/'), Byte('s'), Byte('>')));
}

TEST(BytePairs, BeginWithASpaceWhereTheModelDoes) {
  EXPECT_THAT(IdsOf("low", true), ElementsAre(kFirstMerge + 3));
  EXPECT_THAT(IdsOf(" low", true), ElementsAre(kFirstMerge + 3));
  EXPECT_THAT(IdsOf("", true), IsEmpty());
}

TEST(BytePairs, OfAnEmptyTextAreNone) { EXPECT_THAT(IdsOf(""), IsEmpty()); }

TEST(BytePairs, OfALongWordAreMergedInReasonableTime) {
  EXPECT_EQ(IdsOf(std::string(300'000, 'a')).size(), 150'000u);
}

TEST(BytePairs, FrameAPairWithTwoSeparatorsBetween) {
  const BytePairTokenizer tokenizer = SmallTokenizer();
  PairEncoder encoder(tokenizer, 128);
  const auto encoded = encoder.Encode("low", "er");
  EXPECT_THAT(encoded.ids, ElementsAre(0, kFirstMerge + 1, 2, 2, kFirstMerge + 2, 2));
  EXPECT_EQ(encoded.segment_a_length, 3u);
}

TEST(BytePairs, CountFourSpecialTokensWhenAPairIsTooLong) {
  const BytePairTokenizer tokenizer = SmallTokenizer();
  PairEncoder encoder(tokenizer, 6);
  const auto encoded = encoder.Encode("xyz", "uvw");
  EXPECT_THAT(encoded.ids, ElementsAre(0, Byte('x'), 2, 2, Byte('u'), 2));
  EXPECT_TRUE(encoded.truncated);
}

TEST(BytePairVocabulary, NamesEveryDefect) {
  const auto refused = [](const std::string& reason) {
    return Fails(StatusCode::kInvalidArgument, AllOf(HasSubstr("dir/v"), HasSubstr(reason)));
  };
  const auto make = [](const std::vector<std::string>& tokens, const std::vector<MergeRule>& rules) {
    return BytePairVocabulary::Make(tokens, rules, "dir/v");
  };
  EXPECT_THAT(make(TokensWith({"lo", "lo"}), {}), refused("\"lo\" is token 259 and 260"));
  EXPECT_THAT(make(TokensWith({"lo"}), {{"l", "o"}, {"lo", "w"}}), refused("merge 2 of \"lo\" and \"w\""));
  EXPECT_THAT(make(TokensWith({"lo"}), {{"l", "o"}, {"l", "o"}}), refused("is there already"));
  auto tokens = TokensWith({});
  tokens[0] = "[CLS]";
  EXPECT_THAT(make(tokens, {}), refused("no token \"<s>\""));
  tokens = TokensWith({});
  tokens[kFirstByte + ' '] = "x y";
  EXPECT_THAT(make(tokens, {}), refused("no token \"\u0120\" for the byte 0x20"));
}

}  // namespace
}  // namespace srnet::tokenizer
