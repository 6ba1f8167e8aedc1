#include "cli/commands/specification_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <limits>

#include <CLI/CLI.hpp>

namespace srnet::cli {

void DeclareSpecification(CLI::App& command, SpecificationArguments& arguments) {
  Amendment& amendment = arguments.amendment;
  command
      .add_option("file", arguments.file,
                  "The specification; - is standard input, preset/fig2 and the like come with the program")
      ->required();
  command.add_option("--model", amendment.model,
                     "The model instead of a preset's: a name, or a folder such as ./bert");
  command.add_option("--tasks", amendment.tasks, "Data sets, instead of a preset's")->delimiter(',');
  command.add_option("--seeds", amendment.seeds, "Seeds, instead of a preset's")->delimiter(',');
  command
      .add_option("--scale", amendment.scale, "Shortens rows and steps in proportion, for a small machine")
      ->check(CLI::Range(std::numeric_limits<double>::min(), 1.0));
}

std::string AsTyped(const SpecificationArguments& arguments) {
  const Amendment& amendment = arguments.amendment;
  std::string text = arguments.file;
  if (!amendment.model.empty()) text += " --model " + amendment.model;
  if (!amendment.tasks.empty()) text += fmt::format(" --tasks {}", fmt::join(amendment.tasks, ","));
  if (!amendment.seeds.empty()) text += fmt::format(" --seeds {}", fmt::join(amendment.seeds, ","));
  if (amendment.scale != 0) text += fmt::format(" --scale {}", amendment.scale);
  return text;
}

}  // namespace srnet::cli
