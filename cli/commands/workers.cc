#include "cli/commands/workers.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

StatusOr<v1::ListWorkersResponse> QueryWorkers(const Connection& connection) {
  v1::ListWorkersResponse all;
  v1::ListWorkersRequest request;
  request.set_page_size(1000);
  do {
    v1::ListWorkersResponse page;
    SRNET_RETURN_IF_ERROR(
        Call(*connection.workers, &v1::WorkerAdminService::Stub::ListWorkers, request, &page));
    all.mutable_workers()->MergeFrom(page.workers());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

std::string StateOf(const v1::Worker& worker) {
  if (!worker.connected()) return "away";
  if (worker.draining()) return "draining";
  return worker.resting() ? "resting" : "connected";
}

std::vector<std::string> RowOf(const v1::Worker& worker) {
  std::string devices;
  for (const v1::Device& device : worker.description().devices()) {
    devices += fmt::format("{}{} ({})", devices.empty() ? "" : ", ", device.name(), device.model());
  }
  return {worker.worker_id(),
          worker.description().host(),
          StateOf(worker),
          fmt::format("{}", worker.description().slots()),
          fmt::format("{}", worker.stage_keys_size()),
          devices,
          FormatTime(worker.last_report_time())};
}

StatusOr<ExitCode> Workers(Context& context) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::ListWorkersResponse response, QueryWorkers(service.connection()));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return ExitCode::kDone;
  }
  Table table;
  table.columns = {{"worker"},           {"host"}, {"state"}, {"slots", true}, {"stages", true}, {"devices"},
                   {"last report (UTC)"}};
  for (const v1::Worker& worker : response.workers()) table.rows.push_back(RowOf(worker));
  fmt::print(context.out, "{}", Render(table));
  return ExitCode::kDone;
}

}  // namespace

void DeclareWorkers(CLI::App& app, Command& chosen) {
  app.add_subcommand("workers", "List the workers and what they hold")->callback([&chosen] {
    chosen = Workers;
  });
}

}  // namespace srnet::cli
