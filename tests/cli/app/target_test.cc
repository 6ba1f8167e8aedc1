// Whether a text that commands are given names a sweep or a stage.
#include "cli/commands/target.h"

#include <gmock/gmock.h>

#include <string>

namespace srnet::testing {
namespace {

using cli::DoForTarget;
using ::testing::HasSubstr;

const std::function<Status()> kDone = [] { return Status(); };  // NOLINT(cert-err58-cpp)

std::function<Status()> Fails(StatusCode code, const std::string& message) {
  return [=] { return Status(code, message); };
}

TEST(Target, AWholeKeyIsAStageWithoutAskingForASweep) {
  const auto asked = [] {
    ADD_FAILURE() << "asked for a sweep";
    return Status();
  };
  EXPECT_TRUE(DoForTarget(std::string(64, 'a'), asked, kDone).ok());
}

TEST(Target, TheStartOfAKeyIsAStageWhereNoSweepIsNamedSo) {
  const auto no_sweep = Fails(StatusCode::kNotFound, "no sweep");
  EXPECT_TRUE(DoForTarget("abc", no_sweep, kDone).ok());
  EXPECT_EQ(DoForTarget("abc", Fails(StatusCode::kUnavailable, "away"), kDone).code(),
            StatusCode::kUnavailable);
}

TEST(Target, AnErrorNamesBothThatItMayHaveMeant) {
  const Status status = DoForTarget("abc", Fails(StatusCode::kNotFound, "no sweep"),
                                    Fails(StatusCode::kNotFound, "the log of attempt 1 is lost"));
  EXPECT_EQ(status.code(), StatusCode::kNotFound);
  EXPECT_THAT(status.message(), HasSubstr("no sweep; taken for a stage: the log of attempt 1 is lost"));
}

TEST(Target, WhatIsNoKeyIsASweep) {
  const Status status = DoForTarget("nli", Fails(StatusCode::kNotFound, "no sweep"), kDone);
  EXPECT_EQ(status.message(), "no sweep");
}

}  // namespace
}  // namespace srnet::testing
