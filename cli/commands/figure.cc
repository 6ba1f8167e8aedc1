#include "cli/commands/figure.h"

#include <fmt/ostream.h>

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/client/grpc_status.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/exact_tables.h"
#include "cli/output/json.h"
#include "cli/output/statistic_table.h"

namespace srnet::cli {
namespace {

struct FigureArguments {
  std::string figure;
  std::vector<std::string> sweeps;
};

StatusOr<ExitCode> Figure(Context& context, const FigureArguments& arguments) {
  v1::FigureRequest request;
  request.set_figure(arguments.figure);
  for (const std::string& sweep : arguments.sweeps) request.add_sweep_ids(sweep);
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::FigureResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().results, &v1::ResultService::Stub::Figure, request, &response));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return ExitCode::kDone;
  }
  if (FormOf(context) == Form::kExact) {
    PrintTable(context, MakeExactTable(response));
    return ExitCode::kDone;
  }
  fmt::print(context.out, "{}\n\n", response.title());
  PrintTable(context, MakeFigureTable(response));
  return ExitCode::kDone;
}

}  // namespace

void DeclareFigure(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<FigureArguments>();
  CLI::App* command = app.add_subcommand("figure", "Print a figure of the paper from results");
  command->add_option("figure", arguments->figure, "fig2 to fig8, table5 or table6")->required();
  command->add_option("sweep", arguments->sweeps, "Ids, unique prefixes, names, or last")
      ->default_val("last");
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Figure(context, *arguments); };
  });
}

}  // namespace srnet::cli
