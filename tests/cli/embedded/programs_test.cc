#include "cli/embedded/programs.h"

#include <gmock/gmock.h>

#include <fstream>

#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::cli {
namespace {

using srnet::testing::Fails;
using srnet::testing::TemporaryDirectory;
using ::testing::AllOf;
using ::testing::HasSubstr;

class VersionOfTest : public ::testing::Test {
 protected:
  // A program made of these lines of shell.
  std::filesystem::path Program(const std::string& lines) const {
    const auto program = folder_ / "the user's program";
    std::ofstream(program) << "#!/bin/sh\n" << lines;
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
    return program;
  }

  TemporaryDirectory folder_;
};

TEST_F(VersionOfTest, IsTheLastLineOfStandardOutput) {
  EXPECT_EQ(
      VersionOf(Program("echo 'ld.so: object x cannot be preloaded' >&2; echo hello; echo 1.2")).value_or(""),
      "1.2");
}

TEST_F(VersionOfTest, AProgramThatDoesNotStartSaysWhy) {
  EXPECT_THAT(VersionOf(Program("echo 'libtorch.so: no such file' >&2; exit 127")),
              Fails(StatusCode::kFailedPrecondition,
                    AllOf(HasSubstr("does not start"), HasSubstr("libtorch.so: no such file"))));
  EXPECT_THAT(VersionOf(folder_ / "absent"), Fails(StatusCode::kNotFound, HasSubstr("absent")));
}

TEST_F(VersionOfTest, AProgramThatNeverAnswersIsGivenUp) {
  EXPECT_THAT(VersionOf(Program("exec sleep 1000"), std::chrono::milliseconds(0)),
              Fails(StatusCode::kDeadlineExceeded, HasSubstr("does not say its version")));
}

}  // namespace
}  // namespace srnet::cli
