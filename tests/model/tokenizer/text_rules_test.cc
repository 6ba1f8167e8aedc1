#include "model/tokenizer/text_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::tokenizer {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::srnet::testing::TemporaryDirectory;
using ::testing::HasSubstr;

TEST(TextRules, AreThoseOfBertBaseUncasedUnlessStated) {
  const TextRules uncased{.lower_case = true, .strip_accents = true, .space_cjk = true};
  EXPECT_EQ(*ParseTextRules("{}", "f"), uncased);
  const TemporaryDirectory folder;
  EXPECT_EQ(*LoadTextRules(folder.path()), uncased);
}

TEST(TextRules, StripAccentsFollowsLowerCaseWhenNull) {
  EXPECT_FALSE(ParseTextRules(R"({"do_lower_case": false, "strip_accents": null})", "f")->strip_accents);
  EXPECT_TRUE(ParseTextRules(R"({"do_lower_case": false, "strip_accents": true})", "f")->strip_accents);
  EXPECT_FALSE(ParseTextRules(R"({"do_lower_case": true, "strip_accents": false})", "f")->strip_accents);
}

TEST(TextRules, AreReadFromTheModelFolder) {
  const TemporaryDirectory folder;
  ASSERT_THAT(WriteFileAtomically(folder / "tokenizer_config.json", R"({"tokenize_chinese_chars": false})"),
              IsOk());
  EXPECT_FALSE(LoadTextRules(folder.path())->space_cjk);
}

TEST(TextRules, RefusesWhatIsNotAnObjectOfFlags) {
  EXPECT_THAT(ParseTextRules("{", "dir/f"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("dir/f is not a JSON")));
  EXPECT_THAT(ParseTextRules("[]", "f"), Fails(StatusCode::kInvalidArgument, HasSubstr("not a JSON object")));
  EXPECT_THAT(ParseTextRules(R"({"do_lower_case": "yes"})", "f"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("\"do_lower_case\" must be true or false")));
}

}  // namespace
}  // namespace srnet::tokenizer
