#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "model/bias/overlap_tokenizer.h"
#include "tests/model/bias/expected_tokens.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

constexpr int kNotInstalled = 77;

class NltkReference : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!testing::HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
    if (data_ == nullptr) GTEST_SKIP() << "SRNET_REAL_DATA, a folder with MNLI, is not set";
  }

  // The words NLTK finds in MNLI dev; nothing when what that takes is not installed.
  std::optional<std::string> TokensOfMnli(std::vector<std::string> arguments) const {
    const std::string output = folder_ / "tokens.jsonl";
    arguments.insert(arguments.end(), {"--texts", data_, "--output", output});
    const int status =
        testing::RunReferenceScript("tests/model/bias/reference/treebank_tokens.py", arguments);
    if (WIFEXITED(status) && WEXITSTATUS(status) == kNotInstalled) return std::nullopt;
    EXPECT_EQ(status, 0);
    return output;
  }

  const char* data_ = std::getenv("SRNET_REAL_DATA");
  testing::TemporaryDirectory folder_;
};

TEST_F(NltkReference, WordsAreEqualOnEverySentenceOfMnliDev) {
  const std::optional<std::string> tokens = TokensOfMnli({});
  if (!tokens.has_value()) GTEST_SKIP() << "NLTK is not installed";
  ExpectTokensOfFile(*tokens, 10'000);
}

// Sentences are found here by a few rules, there by a model of English abbreviations. Within a sentence the
// words are equal, so what differs is where one ends.
TEST_F(NltkReference, SentencesGiveOtherWordsInFewTextsOfMnliDev) {
  const std::optional<std::string> tokens = TokensOfMnli({"--sentences"});
  if (!tokens.has_value()) GTEST_SKIP() << "NLTK or its data package punkt_tab is not installed";
  std::ifstream file(*tokens);
  int texts = 0, different = 0;
  for (std::string line; std::getline(file, line); ++texts) {
    const auto row = nlohmann::json::parse(line);
    const auto text = row.at("text").get<std::string>();
    std::vector<std::string> words;
    for (const std::string_view sentence : SplitSentences(text)) {
      for (std::string& word : TreebankTokens(sentence)) words.push_back(std::move(word));
    }
    if (words != row.at("tokens").get<std::vector<std::string>>()) ++different;
  }
  EXPECT_GE(texts, 10'000);
  EXPECT_LT(different, 0.005 * texts);  // 78 of 19,630.
}

}  // namespace
}  // namespace srnet::bias
