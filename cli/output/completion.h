// Scripts that let a shell complete the words of a command line. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"

namespace srnet::cli {

struct CompletedOption {
  std::vector<std::string> names;  // "--folder", "-o".
  std::string help;
  std::vector<std::string> values;  // Empty: anything, or none at all.
  bool takes_value = false;         // Whether a word behind it is its value.
};

struct CompletedCommand {
  std::string path;  // "workers drain"; "" is the program itself.
  std::string help;
  std::vector<CompletedOption> options;
  std::vector<std::string> words;  // That may stand as an argument, beside files.
};

// `commands` has the program first and each command before its subcommands. For "bash", "zsh" or "fish";
// anything else is INVALID_ARGUMENT.
StatusOr<std::string> CompletionScript(std::string_view shell, const std::vector<CompletedCommand>& commands);

}  // namespace srnet::cli
