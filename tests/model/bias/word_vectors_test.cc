#include "model/bias/word_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::bias {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::ElementsAre;
using ::testing::FloatEq;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

StatusOr<WordVectors> Load(const std::string& text) {
  const TemporaryDirectory folder;
  EXPECT_THAT(WriteFileAtomically(folder / "v.vec", text), IsOk());
  return WordVectors::Load(folder / "v.vec", {"the", "cat", "zero"});
}

TEST(WordVectors, KeepTheWantedWordsAtLengthOne) {
  const auto vectors = Load("3 2\nthe 3 -4\nother 1 1\ncat 1e-1 0 \nzero 0 0\nthe 1 1\n");
  ASSERT_THAT(vectors, IsOk());
  EXPECT_EQ(vectors->dimension(), 2u);
  EXPECT_THAT(vectors->Find("the"), ElementsAre(FloatEq(0.6f), FloatEq(-0.8f)));
  EXPECT_THAT(vectors->Find("cat"), ElementsAre(1.0f, 0.0f));
  EXPECT_THAT(vectors->Find("other"), IsEmpty());
  EXPECT_THAT(vectors->Find("zero"), IsEmpty());
}

TEST(WordVectors, NameTheLineOfEveryDefect) {
  const struct {
    std::string text;
    std::string message;
  } cases[] = {
      {"", "v.vec is empty"},
      {"the 0.1 0.2\n", "v.vec:1: the first line must be"},
      {"3 0\n", "v.vec:1: the first line must be"},
      {"3 2 1\n", "v.vec:1: the first line must be"},
      {"3 99999999999\n", "v.vec:1: the first line must be"},
      {"1 2\nthe 1\n", "v.vec:2: the vector of \"the\" does not have 2 numbers"},
      {"1 2\nthe 1 2 3\n", "v.vec:2: the vector of \"the\" has more than 2 numbers"},
      {"1 2\ncat 1 0\nthe 1 x\n", "v.vec:3: the vector of \"the\" does not have 2 numbers"},
      {"1 2\nthe 1 nan\n", "v.vec:2: the vector of \"the\" does not have 2 numbers"},
      {"1 2\n\n", "v.vec:2: expected a word and its vector"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_THAT(Load(text), Fails(StatusCode::kInvalidArgument, HasSubstr(message)));
  }
}

// No text has a word that is a space or nothing, so nobody wants its vector.
TEST(WordVectors, ALineOfNoWordIsPassedOverAmongTheWords) {
  const auto vectors = Load("3 2\n 1 2\nthe 3 -4\n  5\n");
  ASSERT_THAT(vectors, IsOk());
  EXPECT_EQ(vectors->size(), 1u);
  EXPECT_THAT(vectors->Find(""), IsEmpty());
}

Status CheckHead(const std::string& text) {
  const TemporaryDirectory folder;
  EXPECT_THAT(WriteFileAtomically(folder / "v.vec", text), IsOk());
  return WordVectors::CheckHead(folder / "v.vec");
}

TEST(WordVectors, AreKnownByTheHeadOfTheFile) {
  EXPECT_THAT(CheckHead("1 2\nany 3 -4\n"), IsOk());
  EXPECT_THAT(CheckHead("1 2\nany 3\n"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("v.vec:2: the vector of \"any\" does not")));
  EXPECT_THAT(CheckHead("any 3 -4\n"), Fails(StatusCode::kInvalidArgument, HasSubstr("v.vec:1: the first")));
  EXPECT_THAT(CheckHead("1 2\n"), Fails(StatusCode::kInvalidArgument, HasSubstr("has no word vector")));
}

TEST(WordVectors, TheirHeadIsAHundredLines) {
  std::string text = "200 2\n";
  for (int i = 2; i <= 100; ++i) text += fmt::format("word{} 1 0\n", i);
  EXPECT_THAT(CheckHead(text + "broken\n"), IsOk());
  EXPECT_THAT(CheckHead(text.substr(0, text.rfind("word")) + "broken\n"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("v.vec:100:")));
}

TEST(WordVectors, NameTheFileThatIsMissing) {
  EXPECT_THAT(WordVectors::Load("/nowhere/v.vec", {}),
              Fails(StatusCode::kNotFound, HasSubstr("/nowhere/v.vec")));
}

}  // namespace
}  // namespace srnet::bias
