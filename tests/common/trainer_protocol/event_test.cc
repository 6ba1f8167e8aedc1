#include "common/trainer_protocol/event.h"

#include <gmock/gmock.h>

#include <limits>
#include <vector>

#include "common/digest/sha256.h"
#include "tests/support/status_matchers.h"

namespace srnet::trainer_protocol {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::vector<Event> Examples() {
  return {
      Progress{"train", 120, 3201, 25.1},
      CurvePoint{"dev", "accuracy", 1000, 0.71},
      Checkpointed{1000},
      Metric{"hans", "accuracy", "subsequence/entailment", 0.94},
      Artifact{"checkpoint", "checkpoint.safetensors", DigestOf("x"), 91234},
      Notice{"the warm-up is longer than the training"},
      Engine{.torch = "2.11.0", .precision = "float32", .threads = 2},
      Done{},
      Failed{FailureClass::kOutOfMemory, "line one\nline \"two\""},
  };
}

TEST(EventLine, IsOneLineThatReadsBackForEveryEvent) {
  for (const Event& event : Examples()) {
    const std::string line = ToLine(event);
    EXPECT_THAT(line, ::testing::Not(HasSubstr("\n")));
    const StatusOr<Event> read = ParseLine(line);
    ASSERT_THAT(read, IsOk()) << line;
    EXPECT_EQ(read->index(), event.index());
    EXPECT_EQ(ToLine(*read), line);
  }
}

TEST(EventLine, IsSpelledAsTheHeaderSays) {
  EXPECT_EQ(
      ToLine(Examples()[0]),
      R"({"event":"progress","phase":"train","step":120,"total_steps":3201,"examples_per_second":25.1})");
  EXPECT_EQ(ToLine(Done{}), R"({"event":"done"})");
}

TEST(EventLine, KeepsEveryBitOfAValue) {
  const double third = 1.0 / 3;
  const StatusOr<Event> read = ParseLine(ToLine(CurvePoint{"dev", "loss", 1, third}));
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(std::get<CurvePoint>(*read).value, third);
}

TEST(EventLine, CarriesMessagesThatAreNotUtf8) {
  EXPECT_THAT(ParseLine(ToLine(Failed{FailureClass::kCrashed, "\xff\xfe"})), IsOk());
}

TEST(EventLine, CutsMessagesThatAreTooLong) {
  // One byte a character, three, six when escaped, and bytes that are no character.
  for (const std::string& piece : {std::string("x"), std::string("\u20ac"), std::string("\x01"),
                                   std::string("\xff"), std::string("\x80")}) {
    std::string message = "beginning ";
    while (message.size() < 1'000'000) message += piece;

    const StatusOr<Event> failed = ParseLine(ToLine(Failed{FailureClass::kCrashed, message}));
    const StatusOr<Event> notice = ParseLine(ToLine(Notice{message}));

    ASSERT_THAT(failed, IsOk());
    ASSERT_THAT(notice, IsOk());
    const std::string& read = std::get<Failed>(*failed).message;
    EXPECT_THAT(read, AllOf(StartsWith("beginning "), EndsWith(" ... (cut here)")));
    EXPECT_EQ(std::get<Notice>(*notice).text, read);
    EXPECT_EQ(ToLine(*notice), ToLine(*ParseLine(ToLine(*notice)))) << "cut twice";
  }
}

TEST(EventLine, LeavesAMessageThatFitsAlone) {
  const std::string message(60'000, 'x');
  EXPECT_EQ(std::get<Failed>(*ParseLine(ToLine(Failed{FailureClass::kCrashed, message}))).message, message);
}

TEST(EventLineDeathTest, RefusesANotANumber) {
  EXPECT_DEATH(ToLine(Metric{"dev", "loss", "", std::numeric_limits<double>::quiet_NaN()}), "check failed");
}

TEST(FailureClassName, ReadsBackForEveryClass) {
  for (int i = 0; i <= static_cast<int>(FailureClass::kCancelled); ++i) {
    const auto failure_class = static_cast<FailureClass>(i);
    const StatusOr<FailureClass> read = ParseFailureClass(Name(failure_class));
    ASSERT_THAT(read, IsOk());
    EXPECT_EQ(*read, failure_class);
  }
}

struct BadLine {
  std::string line;
  std::string message;
};

class ParseBadLine : public ::testing::TestWithParam<BadLine> {};

TEST_P(ParseBadLine, FailsAndSaysWhy) {
  EXPECT_THAT(ParseLine(GetParam().line), Fails(StatusCode::kInvalidArgument, HasSubstr(GetParam().message)));
}

const std::string kDigestText(64, 'a');

INSTANTIATE_TEST_SUITE_P(
    Table, ParseBadLine,
    ::testing::Values(
        BadLine{"", "not JSON"}, BadLine{"progress 3", "not JSON"}, BadLine{"[]", "expected an object"},
        BadLine{"{}", "event: is missing"}, BadLine{R"({"event":"start"})", "\"start\" is not an event"},
        BadLine{R"({"event":7})", "event: expected a string, got an integer"},
        BadLine{R"({"event":"done","x":1})", "x: is not a known field"},
        BadLine{R"({"event":"done"} {"event":"done"})", "not JSON"},
        BadLine{R"({"event":"checkpoint"})", "step: is missing"},
        BadLine{R"({"event":"checkpoint","step":-1})", "step: must not be negative"},
        BadLine{R"({"event":"checkpoint","step":1.5})", "step: expected an integer, got a number"},
        BadLine{R"({"event":"checkpoint","step":1,"step":2})", "\"step\" appears twice"},
        BadLine{R"({"event":"metric","set":"dev","metric":"accuracy","group":"","value":null})",
                "value: expected a number, got null"},
        BadLine{R"({"event":"metric","set":"dev","metric":"accuracy","group":"","value":NaN})", "not JSON"},
        BadLine{R"({"event":"failed","class":"oom","message":""})",
                "class: \"oom\" is not a class of failure"},
        BadLine{R"({"event":"notice","text":{"a":{"b":1}}})", "2 levels"},
        BadLine{R"({"event":"artifact","name":"mask","file":"../mask","sha256":")" + kDigestText +
                    R"(","bytes":1})",
                "not a file inside the output folder"},
        BadLine{R"({"event":"artifact","name":"mask","file":"/mask","sha256":")" + kDigestText +
                    R"(","bytes":1})",
                "not a file inside the output folder"},
        BadLine{R"({"event":"artifact","name":"mask","file":"mask","sha256":"abc","bytes":1})", "sha256: "},
        BadLine{R"({"event":"notice","text":")" + std::string(70000, 'x') + R"("})", "bytes"}));

TEST(ParseLine, SurvivesEveryCutAndManyFlippedBytes) {
  for (const Event& event : Examples()) {
    const std::string line = ToLine(event);
    for (std::size_t i = 0; i < line.size(); ++i) {
      EXPECT_FALSE(ParseLine(line.substr(0, i)).ok());
      for (const char byte : {'\0', '"', '}', '-', 'e', '\xff'}) {
        std::string flipped = line;
        flipped[i] = byte;
        if (const StatusOr<Event> read = ParseLine(flipped); read.ok()) {
          EXPECT_THAT(ParseLine(ToLine(*read)), IsOk());
        }
      }
    }
  }
}

}  // namespace
}  // namespace srnet::trainer_protocol
