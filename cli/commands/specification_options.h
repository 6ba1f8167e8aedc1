// The arguments that name a specification, the same for plan, submit and run.
#pragma once

#include <string>

#include "cli/specification/amendment.h"

namespace CLI {
class App;
}

namespace srnet::cli {

struct SpecificationArguments {
  std::string file;  // "-": standard input; "preset/fig3": that preset.
  Amendment amendment;
};

// Adds FILE and the options to the command; `arguments` must outlive it.
void DeclareSpecification(CLI::App& command, SpecificationArguments& arguments);

// The arguments as a user would write them again.
std::string AsTyped(const SpecificationArguments& arguments);

}  // namespace srnet::cli
