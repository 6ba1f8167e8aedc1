#include <sys/wait.h>

#include <cstdlib>

#include "tests/model/bias/expected_tokens.h"
#include "tests/support/reference_python.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

constexpr int kNotInstalled = 77;

TEST(NltkReference, WordsAreEqualOnEverySentenceOfMnliDev) {
  if (!testing::HasReferencePython()) GTEST_SKIP() << "SRNET_REFERENCE_PYTHON is not set";
  const char* data = std::getenv("SRNET_REAL_DATA");
  if (data == nullptr) GTEST_SKIP() << "SRNET_REAL_DATA, a folder with MNLI, is not set";
  const testing::TemporaryDirectory folder;
  const std::string output = folder / "tokens.jsonl";
  const int status = testing::RunReferenceScript("tests/model/bias/reference/treebank_tokens.py",
                                                 {"--texts", data, "--output", output});
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNotInstalled) GTEST_SKIP() << "NLTK is not installed";
  ASSERT_EQ(status, 0);
  ExpectTokensOfFile(output, 10'000);
}

}  // namespace
}  // namespace srnet::bias
