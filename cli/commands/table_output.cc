#include "cli/commands/table_output.h"

#include <fmt/ostream.h>

#include "cli/output/csv.h"
#include "cli/output/pager.h"

namespace srnet::cli {
namespace {

bool PageFor(Context& context, const std::string& text) {
  const Interruption::TerminalLent lent(context.interruption);
  return Page(context.pager, text);
}

}  // namespace

Form FormOf(const Context& context) {
  return context.options.output == OutputFormat::kCsv ? Form::kExact : Form::kShown;
}

std::string RenderFor(const Context& context, const Table& table) {
  return FormOf(context) == Form::kExact ? RenderCsv(table) : Render(table);
}

void PrintTable(Context& context, const Table& table) {
  const std::string text = RenderFor(context, table);
  const bool paged = FormOf(context) == Form::kShown && context.options.pager && !context.pager.empty() &&
                     context.out_terminal.interactive && IsLongerThan(text, context.out_terminal.height);
  context.out.flush();
  if (!paged || !PageFor(context, text)) fmt::print(context.out, "{}", text);
}

}  // namespace srnet::cli
