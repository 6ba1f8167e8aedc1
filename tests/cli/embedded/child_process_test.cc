#include "cli/embedded/child_process.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::cli {
namespace {

using srnet::testing::Fails;
using srnet::testing::IsOk;
using srnet::testing::TemporaryDirectory;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::AllOf;
using ::testing::HasSubstr;

class ChildProcessTest : public ::testing::Test {
 protected:
  // A program made of these lines of shell.
  StatusOr<ChildProcess> Start(const std::string& lines) {
    const auto program = folder_ / "program";
    std::ofstream(program) << "#!/bin/sh\n" << lines;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return ChildProcess::Start(program, {"--first"}, folder_ / "log");
  }

  TemporaryDirectory folder_;
};

TEST_F(ChildProcessTest, ReadyLineCarriesTheAddress) {
  auto child = Start("echo ready unix:/x >&3; exec sleep 1000");
  ASSERT_THAT(child, IsOk());
  const auto ready = child->AwaitReady(seconds(30));
  ASSERT_THAT(ready, IsOk());
  EXPECT_EQ(*ready, "unix:/x");
  EXPECT_FALSE(child->HasEnded());
}

TEST_F(ChildProcessTest, IsGivenItsArgumentsAndTheReadyDescriptor) {
  auto child = Start("echo ready \"$@\" >&3");
  ASSERT_THAT(child, IsOk());
  EXPECT_EQ(child->AwaitReady(seconds(30)).value_or("none"), "--first --ready-fd 3");
}

TEST_F(ChildProcessTest, EndBeforeReadyIsReportedWithTheLog) {
  auto child = Start("echo the port is taken >&2; exit 3");
  ASSERT_THAT(child, IsOk());
  EXPECT_THAT(child->AwaitReady(seconds(30)),
              Fails(StatusCode::kUnavailable, AllOf(HasSubstr("the port is taken"), HasSubstr("program"))));
}

TEST_F(ChildProcessTest, ChildThatIsNeverReadyIsGivenUp) {
  auto child = Start("exec sleep 1000");
  ASSERT_THAT(child, IsOk());
  EXPECT_THAT(child->AwaitReady(milliseconds(0)), Fails(StatusCode::kDeadlineExceeded, HasSubstr("log")));
}

TEST_F(ChildProcessTest, StopAsksFirst) {
  auto child =
      Start("trap 'echo ending in order; exit 0' TERM; echo ready >&3; while :; do sleep 0.01; done");
  ASSERT_THAT(child, IsOk());
  ASSERT_THAT(child->AwaitReady(seconds(30)), IsOk());
  child->Stop(seconds(30));
  EXPECT_TRUE(child->HasEnded());
  EXPECT_EQ(child->LogTail(), "ending in order\n");
}

TEST_F(ChildProcessTest, WhatIgnoresTheRequestIsKilledWithItsGroup) {
  auto child = Start("trap '' TERM; sleep 1000 & echo ready >&3; wait");
  ASSERT_THAT(child, IsOk());
  ASSERT_THAT(child->AwaitReady(seconds(30)), IsOk());
  child->Stop(milliseconds(0));
  // The grandchild holds the other end of this pipe: it ends only with it.
  EXPECT_THAT(child->AwaitReady(seconds(30)), Fails(StatusCode::kUnavailable, HasSubstr("ended")));
}

TEST_F(ChildProcessTest, AbsentProgramEndsBeforeItIsReady) {
  auto child = ChildProcess::Start(folder_ / "absent", {}, folder_ / "log");
  ASSERT_THAT(child, IsOk());
  EXPECT_THAT(child->AwaitReady(seconds(30)), Fails(StatusCode::kUnavailable, HasSubstr("absent")));
}

TEST_F(ChildProcessTest, LogThatCannotBeWrittenIsNamed) {
  EXPECT_THAT(ChildProcess::Start("/bin/true", {}, folder_ / "no folder/log"),
              Fails(StatusCode::kFailedPrecondition, HasSubstr("no folder/log")));
}

}  // namespace
}  // namespace srnet::cli
