#include "model/bias/treebank_tokenizer.h"

#include "tests/model/bias/expected_tokens.h"

namespace srnet::bias {
namespace {

using ::testing::ElementsAre;

TEST(TreebankTokens, SplitContractionsQuotesAndPunctuation) {
  EXPECT_THAT(TreebankTokens("He said, \"I can't pay $5.\""),
              ElementsAre("He", "said", ",", "``", "I", "ca", "n't", "pay", "$", "5", ".", "''"));
}

TEST(TreebankTokens, AreThoseOfNltkOnThePageOfHardSentences) {
  ExpectTokensOfFile(SRNET_SOURCE_FOLDER "/tests/model/bias/reference/treebank.jsonl", 30);
}

}  // namespace
}  // namespace srnet::bias
