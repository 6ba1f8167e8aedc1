// The small parts of the trainer, in process.
#include <ATen/ATen.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "common/files/files.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"
#include "worker/trainer/command_line.h"
#include "worker/trainer/event_pipe.h"
#include "worker/trainer/failure.h"
#include "worker/trainer/products.h"
#include "worker/trainer/progress_text.h"
#include "worker/trainer/reporter.h"

namespace srnet::trainer {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using std::chrono::seconds;
using ::testing::HasSubstr;
using trainer_protocol::FailureClass;

StatusOr<CommandLine> Parse(std::vector<const char*> arguments) { return ParseCommandLine(arguments); }

TEST(CommandLine, FlagsTakeTheirValueAfterASpaceOrAnEqualsSign) {
  const auto line = Parse({"r.json", "--events-fd", "7", "--checkpoint-seconds=5",
                           "--checkpoint-every-steps=2", "--keep-resume"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->request, "r.json");
  EXPECT_EQ(line->events_fd, 7);
  EXPECT_EQ(line->checkpoint_period, seconds(5));
  EXPECT_EQ(line->checkpoint_every_steps, 2);
  EXPECT_TRUE(line->keep_resume);
}

TEST(CommandLine, DefaultsAreDescriptorThreeAndAMinute) {
  const auto line = Parse({"r.json"});
  ASSERT_THAT(line, IsOk());
  EXPECT_EQ(line->events_fd, 3);
  EXPECT_EQ(line->checkpoint_period, seconds(60));
  EXPECT_FALSE(line->quiet);
  EXPECT_FALSE(line->keep_resume);
}

TEST(CommandLine, TheVersionNeedsNoRequest) {
  const auto line = Parse({"--version"});
  ASSERT_THAT(line, IsOk());
  EXPECT_TRUE(line->version);
}

TEST(CommandLine, WhatIsWrongIsNamed) {
  EXPECT_THAT(Parse({}), Fails(StatusCode::kInvalidArgument, HasSubstr("no request file")));
  EXPECT_THAT(Parse({"a", "b"}), Fails(StatusCode::kInvalidArgument, HasSubstr("a and b")));
  EXPECT_THAT(Parse({"a", "--threads=3"}), Fails(StatusCode::kInvalidArgument, HasSubstr("--threads=3")));
  EXPECT_THAT(Parse({"a", "--events-fd"}), Fails(StatusCode::kInvalidArgument, HasSubstr("--events-fd")));
  EXPECT_THAT(Parse({"a", "--events-fd", "x"}), Fails(StatusCode::kInvalidArgument, HasSubstr("\"x\"")));
  EXPECT_THAT(Parse({"a", "--checkpoint-seconds=-1"}), Fails(StatusCode::kInvalidArgument, HasSubstr("-1")));
}

TEST(Failure, EveryStatusHasItsClass) {
  EXPECT_EQ(FailureOf(Aborted("x")).failure_class, FailureClass::kDiverged);
  EXPECT_EQ(FailureOf(Cancelled("x")).failure_class, FailureClass::kPreempted);
  EXPECT_EQ(FailureOf(NotFound("x")).failure_class, FailureClass::kDataMissing);
  EXPECT_EQ(FailureOf(InvalidArgument("x")).failure_class, FailureClass::kBadInput);
  EXPECT_EQ(FailureOf(DataLoss("x")).failure_class, FailureClass::kBadInput);
  EXPECT_EQ(FailureOf(ResourceExhausted("disk full")).failure_class, FailureClass::kCrashed);
  EXPECT_EQ(FailureOf(Internal("x")).message, "x");
}

TEST(Failure, AllocationFailuresAreOutOfMemoryAndOtherExceptionsCrash) {
  EXPECT_EQ(FailureOf(std::bad_alloc()).failure_class, FailureClass::kOutOfMemory);
  EXPECT_EQ(FailureOf(std::runtime_error("x")).failure_class, FailureClass::kCrashed);
}

TEST(Failure, LibTorchsOwnAllocatorIsUnderstood) {
  try {
    (void)at::empty({std::int64_t{1} << 55}, at::kByte);
    FAIL() << "the allocation succeeded";
  } catch (const std::exception& exception) {
    EXPECT_EQ(FailureOf(exception).failure_class, FailureClass::kOutOfMemory) << exception.what();
  }
}

TEST(ProgressText, ReadsAtAGlance) {
  EXPECT_EQ(ProgressText({"train", 1200, 3201, 25.14, seconds(80), 0.7136}),
            "train 1200/3201  37%  25.1 examples/s  1m20s left  dev 0.714");
  EXPECT_EQ(ProgressText({"fit", 0, 0, 0, {}, {}}), "fit 0/0  0%  0.0 examples/s");
}

TEST(ProgressText, DurationsHaveTwoUnitsAtMost) {
  EXPECT_EQ(DurationText(seconds(45)), "45s");
  EXPECT_EQ(DurationText(seconds(725)), "12m05s");
  EXPECT_EQ(DurationText(seconds(11'220)), "3h07m");
}

// A pipe whose write end the code under test has.
class EventsTest : public ::testing::Test {
 protected:
  EventsTest() { SRNET_CHECK(::pipe2(ends_.data(), O_NONBLOCK) == 0); }
  ~EventsTest() override {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }
  std::vector<trainer_protocol::Event> Events() {
    std::array<char, 65536> buffer;
    const ssize_t size = ::read(ends_[0], buffer.data(), buffer.size());
    std::stringstream text(std::string(buffer.data(), size > 0 ? static_cast<std::size_t>(size) : 0));
    std::vector<trainer_protocol::Event> events;
    for (std::string line; std::getline(text, line);) events.push_back(*trainer_protocol::ParseLine(line));
    return events;
  }

  std::array<int, 2> ends_{};
  std::chrono::steady_clock::time_point now_{};
};

TEST_F(EventsTest, APipeThatNobodyOpenedTakesEventsInSilence) {
  EventPipe pipe(999);
  EXPECT_FALSE(pipe.open());
  pipe.Write(trainer_protocol::Done{});
}

TEST_F(EventsTest, TheReadEndOfAPipeIsNotForWriting) { EXPECT_FALSE(EventPipe(ends_[0]).open()); }

TEST_F(EventsTest, ProgressIsReportedAtMostOnceASecondAndAtTheLastStep) {
  EventPipe pipe(ends_[1]);
  Reporter reporter(pipe, {}, [this] { return now_; });
  for (int step = 1; step <= 50; ++step) {
    now_ += std::chrono::milliseconds(100);
    reporter.Progress("train", step, 50, 32);
  }
  const auto events = Events();
  ASSERT_EQ(events.size(), 6u);  // Steps 1, 11, 21, 31, 41 and 50.
  const auto& third = std::get<trainer_protocol::Progress>(events[2]);
  EXPECT_EQ(third.step, 21);
  EXPECT_EQ(third.examples_per_second, 320);
  EXPECT_EQ(std::get<trainer_protocol::Progress>(events[5]).step, 50);
}

TEST_F(EventsTest, TheFirstReportOfAPhaseCountsTheTimeSinceThePhaseBefore) {
  EventPipe pipe(ends_[1]);
  Reporter reporter(pipe, {}, [this] { return now_; });
  now_ += seconds(2);
  reporter.Progress("train", 5, 5, 32);
  now_ += seconds(4);
  reporter.Progress("evaluate", 5, 5, 100);
  const auto events = Events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<trainer_protocol::Progress>(events[0]).examples_per_second, 16);
  EXPECT_EQ(std::get<trainer_protocol::Progress>(events[1]).examples_per_second, 25);
}

TEST_F(EventsTest, RepeatsOfTheLastStepAreThinnedLikeAnyOther) {
  EventPipe pipe(ends_[1]);
  Reporter reporter(pipe, {}, [this] { return now_; });
  for (int batch = 0; batch < 30; ++batch) {
    now_ += std::chrono::milliseconds(100);
    reporter.Progress("evaluate", 9, 9, 64);
  }
  EXPECT_EQ(Events().size(), 3u);
}

TEST_F(EventsTest, LinesForPeopleShowRateTimeLeftAndTheLastDevAccuracy) {
  const srnet::testing::TemporaryDirectory folder;
  std::FILE* stream = std::fopen((folder / "lines").c_str(), "w");
  EventPipe pipe(999);
  Reporter reporter(pipe, {.stream = stream, .terminal = false}, [this] { return now_; });
  reporter.Report(trainer_protocol::CurvePoint{"dev", "accuracy", 1, 0.5});
  for (int step = 0; step <= 10; ++step) {
    reporter.Progress("train", step, 10, step == 0 ? 0 : 32);
    now_ += seconds(2);
  }
  std::fclose(stream);
  const std::string text = *ReadFile(folder / "lines", 10'000);
  EXPECT_THAT(text, HasSubstr("train 3/10  30%  16.0 examples/s  14s left  dev 0.500\n"));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 5);  // Steps 0, 3, 6, 9 and 10.
}

TEST_F(EventsTest, ProductsAppearTogetherAtTheirFinalNamesWithTheirDigests) {
  const srnet::testing::TemporaryDirectory folder;
  EventPipe pipe(ends_[1]);
  Reporter reporter(pipe, {});
  auto products = Products::Open(folder / "out");
  ASSERT_THAT(products, IsOk());
  ASSERT_THAT(WriteFileAtomically(products->Stage("a", "a.bin"), "aaa"), IsOk());
  ASSERT_THAT(WriteFileAtomically(folder / "kept", "bbbb"), IsOk());
  ASSERT_THAT(products->StageFrom(folder / "kept", "b", "b.bin"), IsOk());
  EXPECT_FALSE(std::filesystem::exists(folder / "out/a.bin"));
  ASSERT_THAT(products->Publish(reporter), IsOk());
  EXPECT_EQ(*ReadFile(folder / "out/b.bin", 100), "bbbb");
  EXPECT_FALSE(std::filesystem::exists(folder / "out/.incoming"));
  const auto events = Events();
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(std::get<trainer_protocol::Artifact>(events[1]).bytes, 4);
}

TEST_F(EventsTest, WhatACrashedAttemptStagedIsGone) {
  const srnet::testing::TemporaryDirectory folder;
  std::filesystem::create_directories(folder / "out/.incoming");
  std::ofstream(folder / "out/.incoming/half") << "x";
  ASSERT_THAT(Products::Open(folder / "out"), IsOk());
  EXPECT_TRUE(std::filesystem::is_empty(folder / "out/.incoming"));
}

}  // namespace
}  // namespace srnet::trainer
