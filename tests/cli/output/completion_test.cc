#include "cli/output/completion.h"

#include <gmock/gmock.h>

#include "tests/cli/support/bash_completion.h"
#include "tests/support/status_matchers.h"

namespace srnet::cli {
namespace {

using srnet::testing::CompleteInBash;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<CompletedCommand> Example() {
  const CompletedOption output = {{"--output"}, "table or json", {"table", "json"}};
  const CompletedOption folder = {{"--folder", "-o"}, "Where the user's model goes", {}};
  return {{"", "The program", {output}, {}},
          {"plan", "Say what runs", {output}, {}},
          {"workers", "List the workers", {output}, {}},
          {"workers drain", "Give it nothing new", {output}, {}},
          {"export", "Write a model", {folder, output}, {"last"}}};
}

std::string Bash(const std::string& line) {
  return CompleteInBash(*CompletionScript("bash", Example()), line);
}

TEST(BashCompletion, CompletesCommandsAndTheirSubcommands) {
  EXPECT_EQ(Bash("srnet pl"), "plan");
  EXPECT_EQ(Bash("srnet workers d"), "drain");
  EXPECT_EQ(Bash("srnet d"), "");
}

TEST(BashCompletion, CompletesOptionsOfTheCommandAlone) {
  EXPECT_EQ(Bash("srnet export --f"), "--folder");
  EXPECT_EQ(Bash("srnet plan --f"), "");
}

TEST(BashCompletion, CompletesTheValuesOfAnOptionBehindIt) {
  EXPECT_EQ(Bash("srnet plan --output j"), "json");
  EXPECT_EQ(Bash("srnet --output t"), "table");
}

TEST(BashCompletion, CompletesWordsThatStandAsArguments) { EXPECT_EQ(Bash("srnet export la"), "last"); }

TEST(BashCompletion, TakesTheOptionsOfTheProgramBeforeTheCommand) {
  EXPECT_EQ(Bash("srnet --output json ex"), "export");
}

TEST(CompletionScript, OfOtherShellsHasCommandsOptionsAndHelp) {
  const std::string zsh = *CompletionScript("zsh", Example());
  EXPECT_THAT(
      zsh, AllOf(HasSubstr("#compdef srnet"), HasSubstr("'plan:Say what runs'"),
                 HasSubstr("'--folder:Where the user'\\''s model goes'"), HasSubstr("compadd table json")));
  const std::string fish = *CompletionScript("fish", Example());
  EXPECT_THAT(fish, AllOf(HasSubstr("-a plan -d 'Say what runs'"), HasSubstr("-l folder -s o"),
                          HasSubstr("case '/plan'"), HasSubstr("-x -a 'table json'")));
}

TEST(CompletionScript, OfAnUnknownShellIsRefused) {
  EXPECT_THAT(CompletionScript("tcsh", Example()),
              testing::Fails(StatusCode::kInvalidArgument, HasSubstr("bash, zsh and fish")));
}

}  // namespace
}  // namespace srnet::cli
