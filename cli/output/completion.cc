#include "cli/output/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>

namespace srnet::cli {
namespace {

using CompletedCommands = std::vector<CompletedCommand>;

// "workers drain" as {"workers", "drain"}, "list" as {"", "list"}.
std::pair<std::string, std::string> SplitPath(const std::string& path) {
  const std::size_t blank = path.rfind(' ');
  if (blank == std::string::npos) return {"", path};
  return {path.substr(0, blank), path.substr(blank + 1)};
}

std::vector<const CompletedCommand*> ChildrenOf(const CompletedCommand& parent,
                                                const CompletedCommands& commands) {
  std::vector<const CompletedCommand*> children;
  for (const CompletedCommand& command : commands) {
    if (!command.path.empty() && SplitPath(command.path).first == parent.path) children.push_back(&command);
  }
  return children;
}

// Between single quotes all shells take nearly everything as it is: the quote itself is written as all of
// them read it; a backslash, which fish reads otherwise, and a line feed become blanks.
std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c == '\n' || c == '\\' ? ' ' : c;
    }
  }
  return quoted + "'";
}

// The branches that find the command that stands on the line so far; `word` is what stands there next.
std::string CommandCases(const CompletedCommands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    if (command.path.empty()) continue;
    const auto [parent, name] = SplitPath(command.path);
    cases += fmt::format("      ({}) command={} ;;\n", Quoted(parent + "/" + name), Quoted(command.path));
  }
  return cases;
}

// The branches for a word behind an option that takes one of some values.
std::string ValueCases(const CompletedCommands& commands, std::string_view offer) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    for (const CompletedOption& option : command.options) {
      if (option.values.empty()) continue;
      for (const std::string& name : option.names) {
        cases += fmt::format("    ({}) {}; return ;;\n", Quoted(command.path + ":" + name),
                             fmt::format(fmt::runtime(offer), fmt::join(option.values, " ")));
      }
    }
  }
  return cases;
}

// The branches for a word behind an option that takes anything: where nothing is offered, bash offers files.
std::string FreeValueCases(const CompletedCommands& commands) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    for (const CompletedOption& option : command.options) {
      if (!option.takes_value || !option.values.empty()) continue;
      for (const std::string& name : option.names)
        cases += fmt::format("    ({}) COMPREPLY=(); return ;;\n", Quoted(command.path + ":" + name));
    }
  }
  return cases;
}

std::string BashOptions(const CompletedCommand& command) {
  std::vector<std::string> names;
  for (const CompletedOption& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return fmt::format("{}", fmt::join(names, " "));
}

std::string BashWords(const CompletedCommand& command, const CompletedCommands& commands) {
  std::vector<std::string> words = command.words;
  for (const CompletedCommand* child : ChildrenOf(command, commands))
    words.push_back(SplitPath(child->path).second);
  return fmt::format("{}", fmt::join(words, " "));
}

std::string BashScript(const CompletedCommands& commands) {
  std::string words;
  for (const CompletedCommand& command : commands) {
    words += fmt::format("    ({}) words={} options={} ;;\n", Quoted(command.path),
                         Quoted(BashWords(command, commands)), Quoted(BashOptions(command)));
  }
  return fmt::format(
      R"(# Completes the command line of srnet in bash: source <(srnet completion bash)
_srnet() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}}
  local command='' words='' options='' i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    case "$command/${{COMP_WORDS[i]}}" in
{}    esac
  done
  case "$command:$previous" in
{}  esac
  case "$command" in
{}  esac
  [[ $current == -* ]] && words=$options
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _srnet srnet
)",
      CommandCases(commands),
      ValueCases(commands, "COMPREPLY=($(compgen -W '{}' -- \"$current\"))") + FreeValueCases(commands),
      words);
}

// Name and help of options or commands, as _describe reads them.
std::string ZshOptions(const CompletedCommand& command) {
  std::string entries;
  for (const CompletedOption& option : command.options) {
    for (const std::string& name : option.names) entries += " " + Quoted(name + ":" + option.help);
  }
  return entries;
}

std::string ZshWords(const CompletedCommand& command, const CompletedCommands& commands) {
  std::string entries;
  for (const CompletedCommand* child : ChildrenOf(command, commands))
    entries += " " + Quoted(SplitPath(child->path).second + ":" + child->help);
  for (const std::string& word : command.words) entries += " " + Quoted(word);
  return entries;
}

std::string ZshScript(const CompletedCommands& commands) {
  std::string entries;
  for (const CompletedCommand& command : commands) {
    entries += fmt::format("    ({}) options=({} ) entries=({} ) ;;\n", Quoted(command.path),
                           ZshOptions(command), ZshWords(command, commands));
  }
  return fmt::format(R"(#compdef srnet
# Completes the command line of srnet in zsh: source <(srnet completion zsh)
_srnet() {{
  local command='' previous=${{words[CURRENT-1]}} word
  local -a options entries
  for word in "${{(@)words[2,CURRENT-1]}}"; do
    case "$command/$word" in
{}    esac
  done
  case "$command:$previous" in
{}  esac
  case "$command" in
{}  esac
  [[ $PREFIX == -* ]] && _describe -o option options
  (( ${{#entries}} )) && _describe word entries
  _files
}}
compdef _srnet srnet
)",
                     CommandCases(commands), ValueCases(commands, "compadd {}"), entries);
}

std::string FishOption(const CompletedCommand& command, const CompletedOption& option) {
  std::string line = fmt::format("complete -c srnet -n \"__srnet_at '{}'\"", command.path);
  for (const std::string& name : option.names)
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  if (!option.values.empty()) line += fmt::format(" -x -a '{}'", fmt::join(option.values, " "));
  return line + " -d " + Quoted(option.help) + "\n";
}

std::string FishScript(const CompletedCommands& commands) {
  std::string cases;
  std::string lines;
  for (const CompletedCommand& command : commands) {
    const std::string at = fmt::format("complete -c srnet -n \"__srnet_at '{}'\"", command.path);
    for (const CompletedOption& option : command.options) lines += FishOption(command, option);
    for (const std::string& word : command.words) lines += fmt::format("{} -a {}\n", at, Quoted(word));
    for (const CompletedCommand* child : ChildrenOf(command, commands)) {
      const std::string name = SplitPath(child->path).second;
      lines += fmt::format("{} -a {} -d {}\n", at, name, Quoted(child->help));
      cases += fmt::format("      case '{}/{}'\n        set command '{}'\n", command.path, name, child->path);
    }
  }
  return fmt::format(R"(# Completes the command line of srnet in fish: srnet completion fish | source
function __srnet_at
  set -l command ''
  for word in (commandline -opc)[2..-1]
    switch "$command/$word"
{}    end
  end
  test "$command" = "$argv[1]"
end
{})",
                     cases, lines);
}

}  // namespace

StatusOr<std::string> CompletionScript(std::string_view shell, const CompletedCommands& commands) {
  if (shell == "bash") return BashScript(commands);
  if (shell == "zsh") return ZshScript(commands);
  if (shell == "fish") return FishScript(commands);
  return InvalidArgument("there is no completion for {}: bash, zsh and fish have one", shell);
}

}  // namespace srnet::cli
