#include "tests/cli/support/command_line.h"

#include <gmock/gmock.h>

#include "cli/app/cli.h"
#include "tests/cli/support/bash_completion.h"
#include "tests/cli/support/fake_service.h"

namespace srnet::testing {
namespace {

using cli::ExitCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(CommandLine, WithoutACommandIsAUsageError) {
  const Outcome outcome = RunCommandLine({});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, AllOf(StartsWith("srnet: "), HasSubstr("--help")));
}

TEST(CommandLine, UnknownFlagIsNamed) {
  const Outcome outcome = RunCommandLine({"list", "--colour"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--colour"));
}

TEST(CommandLine, HelpGoesToStandardOutputAndDocumentsTheExitCodes) {
  const Outcome outcome = RunCommandLine({"--help"});
  EXPECT_EQ(outcome.code, ExitCode::kDone);
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("run"), HasSubstr("Exit codes")));
  EXPECT_EQ(outcome.err, "");
}

TEST(CommandLine, ServerExcludesState) {
  EXPECT_EQ(RunCommandLine({"--server", "localhost:1", "--state", "x", "list"}).code, ExitCode::kUsage);
}

TEST(CommandLine, UnknownOutputFormatIsAUsageError) {
  EXPECT_EQ(RunCommandLine({"list", "--output", "xml"}).code, ExitCode::kUsage);
}

TEST(CommandLine, SharedOptionsMayFollowTheCommand) {
  FakeService service;
  EXPECT_EQ(RunCommandLine({"list", "--server", service.address()}).code, ExitCode::kDone);
}

TEST(CommandLine, ServerOfTheEnvironmentIsUsed) {
  FakeService service;
  cli::Interruption interruption;
  std::ostringstream out;
  std::ostringstream err;
  cli::Context context{.options = {},
                       .out = out,
                       .err = err,
                       .out_terminal = {},
                       .err_terminal = {},
                       .interruption = interruption};
  EXPECT_EQ(cli::RunCommandLine({"list"}, service.address(), context), ExitCode::kDone);
}

TEST(CommandLine, CompletionIsMadeOfTheCommandsAsTheyAreDeclared) {
  const std::string script = RunCommandLine({"completion", "bash"}).out;
  EXPECT_EQ(CompleteInBash(script, "srnet pl"), "plan");
  EXPECT_EQ(CompleteInBash(script, "srnet workers dr"), "drain");
  EXPECT_EQ(CompleteInBash(script, "srnet results --fo"), "--format");
  EXPECT_EQ(CompleteInBash(script, "srnet results --format j"), "jsonl");
  EXPECT_EQ(CompleteInBash(script, "srnet list --output c"), "csv");
  EXPECT_EQ(CompleteInBash(script, "srnet cancel la"), "last");
  EXPECT_EQ(CompleteInBash(script, "srnet completion z"), "zsh");
}

TEST(CommandLine, CompletionOfAnotherShellIsAUsageError) {
  EXPECT_EQ(RunCommandLine({"completion", "tcsh"}).code, ExitCode::kUsage);
}

TEST(ExitCodeFor, FollowsTheStatus) {
  EXPECT_EQ(cli::ExitCodeFor(absl::OkStatus()), ExitCode::kDone);
  EXPECT_EQ(cli::ExitCodeFor(InvalidArgument("x")), ExitCode::kUsage);
  EXPECT_EQ(cli::ExitCodeFor(NotFound("x")), ExitCode::kUsage);
  EXPECT_EQ(cli::ExitCodeFor(Unavailable("x")), ExitCode::kUnreachable);
  EXPECT_EQ(cli::ExitCodeFor(DataLoss("x")), ExitCode::kInternal);
  EXPECT_EQ(cli::ExitCodeFor(Cancelled("x")), ExitCode::kInterrupted);
}

}  // namespace
}  // namespace srnet::testing
