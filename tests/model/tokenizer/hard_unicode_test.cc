#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/tokenizer/wordpiece.h"
#include "tests/model/tokenizer/expected_ids.h"
#include "tests/support/status_matchers.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::IsOk;
using ::testing::ElementsAreArray;

constexpr char kPage[] = SRNET_SOURCE_FOLDER "/tests/model/tokenizer/reference/hard_unicode.jsonl";

TEST(HardUnicode, IdsEqualThoseOfTransformers) {
  if (!std::filesystem::exists(SRNET_MINILM_FOLDER)) GTEST_SKIP() << "the MiniLM weights are not installed";
  const auto tokenizer = WordPieceTokenizer::Load(SRNET_MINILM_FOLDER);
  ASSERT_THAT(tokenizer, IsOk());
  PairEncoder encoder(*tokenizer, 128);
  const auto page = ReadExpectedIds(kPage);
  ASSERT_GE(page.size(), 30u);
  for (const ExpectedIds& expected : page) {
    const auto encoded = encoder.Encode(expected.a, expected.b);
    EXPECT_THAT(encoded.ids, ElementsAreArray(expected.ids)) << expected.b;
    EXPECT_EQ(encoded.segment_a_length, expected.segment_a_length) << expected.b;
  }
}

}  // namespace
}  // namespace srnet::tokenizer
