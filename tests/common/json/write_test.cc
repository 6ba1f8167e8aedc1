#include "common/json/write.h"

#include <gmock/gmock.h>

#include <bit>
#include <limits>
#include <random>

#include "common/json/value.h"
#include "tests/support/status_matchers.h"

namespace srnet::json {
namespace {

using ::srnet::testing::IsOk;

std::string StringText(std::string_view text) {
  std::string out;
  AppendString(out, text);
  return out;
}

std::string DoubleText(double value) {
  std::string out;
  AppendDouble(out, value);
  return out;
}

TEST(AppendString, EscapesWhatJsonMustEscape) {
  EXPECT_EQ(StringText("a\"b\\c\n\t\r\x01"), R"("a\"b\\c\n\t\r\u0001")");
}

TEST(AppendString, KeepsWellFormedUtf8) { EXPECT_EQ(StringText("né ✓ 𝛼"), "\"né ✓ 𝛼\""); }

TEST(AppendString, ReplacesBytesThatAreNotUtf8) {
  // A stray continuation, an overlong slash, a surrogate, a cut-off sequence, beyond U+10FFFF.
  EXPECT_EQ(StringText("a\x80z"), "\"a\uFFFDz\"");
  EXPECT_EQ(StringText("\xC0\xAF"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(StringText("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
  EXPECT_EQ(StringText("\xE2\x9C"), "\"\uFFFD\uFFFD\"");
  EXPECT_EQ(StringText("\xF4\x90\x80\x80"), "\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
}

TEST(AppendString, WhatItWritesIsAlwaysRead) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random() % 12, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() % 4 == 0 ? random() : 0xE0 + random() % 32);
    EXPECT_THAT(Parse(StringText(bytes)), IsOk());
  }
}

TEST(AppendDouble, IsTheShortestTextThatReadsBack) {
  EXPECT_EQ(DoubleText(0.1), "0.1");
  EXPECT_EQ(DoubleText(5e-5), "5e-05");
  EXPECT_EQ(DoubleText(3), "3");
}

TEST(AppendDouble, EveryFiniteDoubleReadsBackAsTheSameBits) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 20000; ++i) {
    const auto value = std::bit_cast<double>(random());
    if (!(std::abs(value) <= std::numeric_limits<double>::max())) continue;
    const StatusOr<Value> read = Parse(DoubleText(value));
    ASSERT_THAT(read, IsOk());
    const auto* integer = std::get_if<std::int64_t>(&read->data);
    const double back = integer != nullptr ? static_cast<double>(*integer) : std::get<double>(read->data);
    ASSERT_EQ(back, value) << DoubleText(value);
  }
}

TEST(AppendDoubleDeathTest, RefusesWhatJsonCannotSay) {
  EXPECT_DEATH(DoubleText(std::numeric_limits<double>::quiet_NaN()), "check failed");
  EXPECT_DEATH(DoubleText(std::numeric_limits<double>::infinity()), "check failed");
}

}  // namespace
}  // namespace srnet::json
