#include "common/json/value.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::json {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::HasSubstr;

template <typename T>
T Parsed(std::string_view text) {
  const StatusOr<Value> value = Parse(text);
  EXPECT_THAT(value, IsOk());
  return std::get<T>(value->data);
}

TEST(JsonParse, IntegersStayExact) {
  EXPECT_EQ(Parsed<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(Parsed<std::int64_t>("-9223372036854775808"), INT64_MIN);
}

TEST(JsonParse, AnIntegerBeyond64BitsIsADouble) {
  EXPECT_EQ(Parsed<double>("9223372036854775808"), 9223372036854775808.0);
}

TEST(JsonParse, KeepsTheBitsOfADouble) { EXPECT_EQ(Parsed<double>("0.1"), 0.1); }

TEST(JsonParse, KeepsMembersInTheOrderOfTheText) {
  const auto object = Parsed<Object>(R"({"b":[true,null],"a":{"c":"x"}})");
  ASSERT_EQ(object.size(), 2u);
  EXPECT_EQ(object[0].key, "b");
  EXPECT_EQ(std::get<Array>(object[0].value.data).size(), 2u);
  EXPECT_EQ(std::get<Object>(object[1].value.data)[0].key, "c");
}

TEST(JsonParse, RefusesARepeatedMember) {
  EXPECT_THAT(Parse(R"({"a":1,"a":2})"),
              Fails(StatusCode::kInvalidArgument, HasSubstr("\"a\" appears twice")));
}

TEST(JsonParse, NamesLineAndColumnOfWhatIsNotJson) {
  EXPECT_THAT(Parse("{\"a\":1,\n x}"), Fails(StatusCode::kInvalidArgument, HasSubstr("line 2, column 2")));
}

TEST(JsonParse, RefusesWhatIsNotOneDocument) {
  for (const std::string_view text :
       {"", "{} {}", "[1,]", "nul", "NaN", "1e999", "\"\xff\"", "\"\\ud800\"", "{\"a\"}"}) {
    EXPECT_THAT(Parse(text), Fails(StatusCode::kInvalidArgument, HasSubstr("not JSON"))) << text;
  }
}

TEST(JsonParse, RefusesMoreThanTheLimits) {
  EXPECT_THAT(Parse("[[0]]", {.max_depth = 2}), IsOk());
  EXPECT_THAT(Parse("[[[0]]]", {.max_depth = 2}), Fails(StatusCode::kInvalidArgument, HasSubstr("2 levels")));
  EXPECT_THAT(Parse("[1,2]", {.max_bytes = 4}), Fails(StatusCode::kInvalidArgument, HasSubstr("5 bytes")));
  EXPECT_THAT(Parse(R"({"a":1,"b":2})", {.max_members = 1}),
              Fails(StatusCode::kInvalidArgument, HasSubstr("more than 1 members")));
}

TEST(JsonParse, AHundredThousandOpenBracketsAreAnErrorAndNoCrash) {
  EXPECT_THAT(Parse(std::string(100000, '[')), Fails(StatusCode::kInvalidArgument, HasSubstr("32 levels")));
}

}  // namespace
}  // namespace srnet::json
