#include "cli/commands/completion.h"

#include <fmt/ostream.h>

#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/output/completion.h"

namespace srnet::cli {
namespace {

// CLI11 keeps the values of an option in the text of its help alone: "TEXT:{csv,jsonl}", and with what they
// stand for "{csv->2,json->1} OR {2,1}".
std::vector<std::string> ValuesOf(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{');
  const std::size_t close = type.find('}', open);
  std::vector<std::string> values;
  if (open == std::string::npos || close == std::string::npos) return values;
  std::istringstream list(type.substr(open + 1, close - open - 1));
  for (std::string value; std::getline(list, value, ',');)
    values.push_back(value.substr(0, value.find("->")));
  return values;
}

void AddOptions(const CLI::App& app, CompletedCommand& command) {
  for (const CLI::Option* option : app.get_options()) {
    std::vector<std::string> values = ValuesOf(*option);
    if (option->get_positional()) {
      if (option->get_name(true) == "sweep" || option->get_name(true) == "target") values = {"last"};
      command.words.insert(command.words.end(), values.begin(), values.end());
      continue;
    }
    CompletedOption& completed = command.options.emplace_back();
    for (const std::string& name : option->get_lnames()) completed.names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) completed.names.push_back("-" + name);
    completed.help = option->get_description();
    completed.values = std::move(values);
    completed.takes_value = option->get_items_expected_max() > 0;
  }
}

// The command and all below it. The program's options may stand behind every command.
void AddCommands(const CLI::App& program, const CLI::App& app, const std::string& path,
                 std::vector<CompletedCommand>& commands) {
  CompletedCommand& command = commands.emplace_back();
  command.path = path;
  command.help = app.get_description();
  AddOptions(app, command);
  if (&app != &program) AddOptions(program, command);
  for (const CLI::App* child : app.get_subcommands(std::function<bool(const CLI::App*)>()))
    AddCommands(program, *child, path + (path.empty() ? "" : " ") + child->get_name(), commands);
}

}  // namespace

void DeclareCompletion(CLI::App& app, Command& chosen) {
  auto shell = std::make_shared<std::string>();
  CLI::App* command =
      app.add_subcommand("completion", "Print a script that lets a shell complete srnet's command line");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app, &chosen] {
    chosen = [shell, &app](Context& context) -> StatusOr<ExitCode> {
      std::vector<CompletedCommand> commands;
      AddCommands(app, app, "", commands);
      SRNET_ASSIGN_OR_RETURN(const std::string script, CompletionScript(*shell, commands));
      fmt::print(context.out, "{}", script);
      return ExitCode::kDone;
    };
  });
}

}  // namespace srnet::cli
