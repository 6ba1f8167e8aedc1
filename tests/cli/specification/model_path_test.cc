#include "cli/specification/model_path.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::cli {
namespace {

using srnet::testing::Fails;
using ::testing::HasSubstr;

TEST(ModelPath, IsFoundInAFlowOrABlockMapping) {
  EXPECT_EQ(FindModelPath("model: {path: models/bert}\n"), "models/bert");
  EXPECT_EQ(FindModelPath("name: x\nmodel:\n  path: 'my models/bert'\n"), "my models/bert");
}

TEST(ModelPath, SpecificationWithANameHasNone) {
  EXPECT_EQ(FindModelPath("model: minilm\n"), std::nullopt);
  EXPECT_EQ(FindModelPath("model: {name: minilm}\n"), std::nullopt);
}

TEST(ModelPath, TextThatIsNoSpecificationHasNone) {
  EXPECT_EQ(FindModelPath(""), std::nullopt);
  EXPECT_EQ(FindModelPath("- a\n"), std::nullopt);
  EXPECT_EQ(FindModelPath("model: {path: [unclosed\n"), std::nullopt);
}

TEST(ReplaceModelPath, ChangesTwoWordsAndNoLine) {
  const auto text = ReplaceModelPath(
      "# model: {path: no}\nname: x\nmodel: {path: models/bert}  # here\nseeds: [1]\n", "12ab");
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "# model: {path: no}\nname: x\nmodel: {name: \"12ab\"}  # here\nseeds: [1]\n");
}

TEST(ReplaceModelPath, TakesQuotesAlong) {
  const auto text = ReplaceModelPath("model:\n  path: \"my models/bert\"\n", "12ab");
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(*text, "model:\n  name: \"12ab\"\n");
}

TEST(ReplaceModelPath, RefusesAPathOverSeveralLines) {
  EXPECT_THAT(ReplaceModelPath("model:\n  path: \"a\n    b\"\n", "12ab"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("line 2, column 9")));
}

}  // namespace
}  // namespace srnet::cli
