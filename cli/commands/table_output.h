// Tables as --output wants them.
#pragma once

#include <string>

#include "cli/commands/context.h"
#include "cli/output/table.h"

namespace srnet::cli {

// What the cells of the command's table are written for.
Form FormOf(const Context& context);

// Aligned for people, comma-separated for programs.
std::string RenderFor(const Context& context, const Table& table);

// Prints the table; through the pager where it is for people and longer than their screen.
void PrintTable(Context& context, const Table& table);

}  // namespace srnet::cli
