#include "cli/output/completion.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "tests/cli/support/bash_completion.h"
#include "tests/support/status_matchers.h"
#include "tests/support/temporary_directory.h"

namespace srnet::cli {
namespace {

using srnet::testing::CompleteInBash;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::vector<CompletedCommand> Example() {
  const CompletedOption output = {{"--output"}, "table or json", {"table", "json"}};
  const CompletedOption folder = {{"--folder", "-o"}, "Where the user's model goes", {}, true};
  const CompletedOption groups = {{"--groups"}, "Also the parts", {}};
  return {{"", "The program", {output}, {}},
          {"plan", "Say what runs", {output}, {}},
          {"workers", "List the workers", {output}, {}},
          {"workers drain", "Give it nothing new", {output}, {}},
          {"export", "Write a model", {folder, groups, output}, {"last"}}};
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

TEST(BashCompletion, LeavesAWordThatMayBeAFileToBash) {
  EXPECT_EQ(Bash("srnet plan ''"), "");
  EXPECT_EQ(Bash("srnet export -o ''"), "");
  EXPECT_EQ(Bash("srnet export --folder la"), "");
  EXPECT_EQ(Bash("srnet export ''"), "last");
  EXPECT_EQ(Bash("srnet export --groups ''"), "last");
}

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

TEST(CompletionScript, IsOneThatItsShellCanRead) {
  int read = 0;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    if (std::system(fmt::format("command -v {} > /dev/null", shell).c_str()) != 0) continue;
    const testing::TemporaryDirectory folder;
    const auto file = folder / "script";
    std::ofstream(file) << *CompletionScript(shell, Example());
    EXPECT_EQ(std::system(fmt::format("{} -n '{}'", shell, file.native()).c_str()), 0) << shell;
    ++read;
  }
  EXPECT_GT(read, 0);
}

TEST(CompletionScript, OfAnUnknownShellIsRefused) {
  EXPECT_THAT(CompletionScript("tcsh", Example()),
              testing::Fails(StatusCode::kInvalidArgument, HasSubstr("bash, zsh and fish")));
}

}  // namespace
}  // namespace srnet::cli
