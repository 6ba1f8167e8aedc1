#include "cli/commands/list.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

StatusOr<v1::ListSweepsResponse> QuerySweeps(const Connection& connection) {
  v1::ListSweepsResponse all;
  v1::ListSweepsRequest request;
  request.set_page_size(1000);
  do {
    v1::ListSweepsResponse page;
    SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::ListSweeps, request, &page));
    all.mutable_sweeps()->MergeFrom(page.sweeps());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::vector<std::string> RowOf(const v1::Sweep& sweep, Form form) {
  return {sweep.sweep_id(),
          sweep.name(),
          StateName(sweep.state()),
          fmt::format("{}/{}", sweep.points_done(), sweep.points()),
          fmt::format("{}", sweep.stages().leased()),
          fmt::format("{}", sweep.stages().failed()),
          FormatTime(sweep.create_time(), form)};
}

StatusOr<ExitCode> ListSweeps(Context& context) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::ListSweepsResponse response, QuerySweeps(service.connection()));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return ExitCode::kDone;
  }
  Table table;
  table.columns = {{"sweep"},         {"name"},         {"state"},        {"points", true},
                   {"running", true}, {"failed", true}, {"created (UTC)"}};
  for (const v1::Sweep& sweep : response.sweeps()) table.rows.push_back(RowOf(sweep, FormOf(context)));
  PrintTable(context, table);
  return ExitCode::kDone;
}

}  // namespace

void DeclareList(CLI::App& app, Command& chosen) {
  app.add_subcommand("list", "List the sweeps, newest first")->callback([&chosen] { chosen = ListSweeps; });
}

}  // namespace srnet::cli
