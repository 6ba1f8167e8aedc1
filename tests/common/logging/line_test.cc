#include "common/logging/line.h"

#include <gmock/gmock.h>

#include "tests/support/status_matchers.h"

namespace srnet::logging {
namespace {

using testing::Fails;
using ::testing::HasSubstr;

const std::chrono::system_clock::time_point kTime{std::chrono::milliseconds(1767323045678)};

TEST(FormatLine, TextIsTimeLevelMessageAndFields) {
  EXPECT_EQ(
      FormatLine(Format::kText, kTime, Level::kInfo, "worker connected", {{"worker", "w1"}, {"slots", 4}}),
      "2026-01-02T03:04:05.678Z info    worker connected worker=w1 slots=4");
}

TEST(FormatLine, JsonIsOneObjectOfStrings) {
  EXPECT_EQ(FormatLine(Format::kJson, kTime, Level::kError, "cannot write", {{"path", "a\"b"}}),
            R"({"time":"2026-01-02T03:04:05.678Z","level":"error","message":"cannot write","path":"a\"b"})");
}

TEST(FormatLine, ALineFeedInAValueCannotForgeALine) {
  for (const Format format : {Format::kText, Format::kJson}) {
    const std::string line = FormatLine(format, kTime, Level::kInfo, "m\n", {{"name", "x\ny\x01"}});
    EXPECT_EQ(line.find('\n'), std::string::npos);
    EXPECT_THAT(line, HasSubstr("x\\ny\\u0001"));
  }
}

TEST(FormatLine, SecretsAreNotPrinted) {
  const std::string line =
      FormatLine(Format::kText, kTime, Level::kInfo, "m", {{"authorization", "Bearer abc"}});
  EXPECT_THAT(line, HasSubstr("authorization=***"));
}

TEST(FormatLine, AStatusFieldHasCodeAndMessage) {
  EXPECT_THAT(FormatLine(Format::kText, kTime, Level::kInfo, "m", {{"error", NotFound("no file")}}),
              HasSubstr(R"(error="NOT_FOUND: no file")"));
}

TEST(ParseLevel, UnknownNamesAreRefusedWithTheChoices) {
  EXPECT_EQ(*ParseLevel("warning"), Level::kWarning);
  EXPECT_THAT(ParseLevel("loud"), Fails(StatusCode::kInvalidArgument, HasSubstr("debug, info")));
  EXPECT_THAT(ParseFormat("xml"), Fails(StatusCode::kInvalidArgument, HasSubstr("text or json")));
}

}  // namespace
}  // namespace srnet::logging
