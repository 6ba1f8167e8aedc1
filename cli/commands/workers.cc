#include "cli/commands/workers.h"

#include <fmt/ostream.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/json.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

std::string StateOf(const v1::Worker& worker) {
  std::string state = worker.connected() ? "connected" : "away";
  if (worker.resting()) state = "resting";
  // Drained: it may be stopped without losing anything.
  if (worker.draining()) state = worker.stage_keys().empty() ? "drained" : "draining";
  if (worker.quarantined()) state = "quarantined";
  return worker.reason().empty() ? state : fmt::format("{} ({})", state, worker.reason());
}

std::vector<std::string> RowOf(const v1::Worker& worker, Form form) {
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
          FormatTime(worker.last_report_time(), form)};
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
  for (const v1::Worker& worker : response.workers()) table.rows.push_back(RowOf(worker, FormOf(context)));
  PrintTable(context, table);
  return ExitCode::kDone;
}

// What an administrator asks for one worker.
struct Change {
  std::string worker;
  std::string reason;
};
using Ask = std::function<StatusOr<v1::Worker>(const Connection&, const Change&)>;

template <typename Response, typename Method, typename Request>
StatusOr<v1::Worker> AskFor(const Connection& connection, Method method, const Request& request) {
  Response response;
  SRNET_RETURN_IF_ERROR(Call(*connection.workers, method, request, &response));
  return response.worker();
}

StatusOr<v1::Worker> Drain(const Connection& connection, const Change& change) {
  v1::DrainRequest request;
  request.set_worker_id(change.worker);
  request.set_reason(change.reason);
  return AskFor<v1::DrainResponse>(connection, &v1::WorkerAdminService::Stub::Drain, request);
}

StatusOr<v1::Worker> Quarantine(const Connection& connection, const Change& change) {
  v1::QuarantineRequest request;
  request.set_worker_id(change.worker);
  request.set_reason(change.reason);
  return AskFor<v1::QuarantineResponse>(connection, &v1::WorkerAdminService::Stub::Quarantine, request);
}

StatusOr<v1::Worker> Resume(const Connection& connection, const Change& change) {
  v1::ResumeRequest request;
  request.set_worker_id(change.worker);
  return AskFor<v1::ResumeResponse>(connection, &v1::WorkerAdminService::Stub::Resume, request);
}

// Asks for each, in their order, and stops at the first error.
StatusOr<ExitCode> AskForEach(Context& context, const std::vector<std::string>& workers,
                              const std::string& reason, const Ask& ask) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  for (const std::string& id : workers) {
    SRNET_ASSIGN_OR_RETURN(const v1::Worker worker, ask(service.connection(), {id, reason}));
    if (context.options.output == OutputFormat::kJson) {
      fmt::print(context.out, "{}\n", ToJson(worker));
    } else {
      fmt::print(context.out, "{}: {}\n", worker.worker_id(), StateOf(worker));
    }
  }
  return ExitCode::kDone;
}

struct Verb {
  const char* name;
  const char* help;
  bool has_reason;
  Ask ask;
};

void DeclareVerb(CLI::App& group, const Verb& verb, Command& chosen) {
  auto workers = std::make_shared<std::vector<std::string>>();
  auto reason = std::make_shared<std::string>();
  CLI::App* command = group.add_subcommand(verb.name, verb.help)->fallthrough();
  command->add_option("worker", *workers, "Ids or unique prefixes of them")->required();
  if (verb.has_reason) command->add_option("--reason", *reason, "For those who see it in the list");
  command->callback([=, ask = verb.ask, &chosen] {
    chosen = [=](Context& context) { return AskForEach(context, *workers, *reason, ask); };
  });
}

}  // namespace

StatusOr<v1::ListWorkersResponse> QueryWorkers(const Connection& connection) {
  v1::ListWorkersResponse all;
  v1::ListWorkersRequest request;
  request.set_page_size(1000);
  do {
    v1::ListWorkersResponse page;
    SRNET_RETURN_IF_ERROR(
        Call(*connection.workers, &v1::WorkerAdminService::Stub::ListWorkers, request, &page));
    all.MergeFrom(page);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  all.clear_next_page_token();
  return all;
}

void DeclareWorkers(CLI::App& app, Command& chosen) {
  CLI::App* group =
      app.add_subcommand("workers", "List the workers, or take one out of service")->fallthrough();
  DeclareVerb(*group, {"drain", "Let it finish what it runs and give it nothing new", true, Drain}, chosen);
  DeclareVerb(*group,
              {"quarantine", "Run nothing on it: what it runs begins anew elsewhere", true, Quarantine},
              chosen);
  DeclareVerb(*group, {"resume", "Take it back into service", false, Resume}, chosen);
  group->callback([group, &chosen] {
    if (group->get_subcommands().empty()) chosen = Workers;
  });
}

}  // namespace srnet::cli
