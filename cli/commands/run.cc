#include "cli/commands/run.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/result_query.h"
#include "cli/commands/service.h"
#include "cli/commands/submission.h"
#include "cli/commands/table_output.h"
#include "cli/commands/watching.h"
#include "cli/output/json.h"

namespace srnet::cli {
namespace {

struct RunArguments {
  SpecificationArguments specification;
  int priority = 0;
  int slots = 1;
};

Status PrintResults(Context& context, const Service& service, const Watched& watched) {
  v1::ResultFilter filter;
  filter.add_sweep_ids(watched.sweep.sweep_id());
  if (context.options.output == OutputFormat::kJson) {
    SRNET_ASSIGN_OR_RETURN(const auto rows, QueryAll(service.connection(), filter));
    std::string text = fmt::format("{{\"sweep\":{},\"failures\":[", ToJson(watched.sweep));
    for (std::size_t i = 0; i < watched.failures.size(); ++i)
      text += (i > 0 ? "," : "") + ToJson(watched.failures[i]);
    text += "],\"rows\":[";
    for (std::size_t i = 0; i < rows.size(); ++i) text += (i > 0 ? "," : "") + ToJson(rows[i]);
    fmt::print(context.out, "{}]}}\n", text);
    return absl::OkStatus();
  }
  SRNET_ASSIGN_OR_RETURN(const Table table, QueryTable(service.connection(), filter, FormOf(context)));
  // Without a pager: nobody may be there any more at the end of a run.
  if (!table.rows.empty() || FormOf(context) == Form::kExact)
    fmt::print(context.out, "{}", RenderFor(context, table));
  return absl::OkStatus();
}

void SayHowToResume(Context& context, const Service& service, const v1::Sweep& sweep,
                    const RunArguments& arguments) {
  const Options& options = context.options;
  if (!options.server.empty()) {
    fmt::print(context.err, "no longer watching; the sweep goes on. To see it: srnet --server {} watch {}\n",
               options.server, sweep.sweep_id());
  } else if (service.ends_with_us() || service.is_orphaned()) {
    fmt::print(context.err, "stopped; what is done is kept. To go on: srnet --state {} run {}\n",
               options.state.native(), AsTyped(arguments.specification));
  } else {
    fmt::print(context.err,
               "no longer watching; the sweep goes on for as long as the other srnet runs. To see it: "
               "srnet --state {} watch {}\n",
               options.state.native(), sweep.sweep_id());
  }
}

StatusOr<ExitCode> Run(Context& context, const RunArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::SubmitSweepResponse submitted,
                         Submit(context, service, arguments.specification, arguments.priority));
  const v1::Sweep& sweep = submitted.sweep();
  fmt::print(context.err, "sweep {} {}: {} points\n", sweep.sweep_id(), sweep.name(), sweep.points());
  if (sweep.state() != v1::Sweep::STATE_DONE) SRNET_RETURN_IF_ERROR(service.EnsureWorker(arguments.slots));
  const StatusOr<Watched> watched =
      WatchToEnd(context, service, sweep.sweep_id(), {.take_over_slots = arguments.slots});
  if (!watched.ok()) {
    if (context.interruption.requested()) {
      SayHowToResume(context, service, sweep, arguments);
      return ExitCode::kInterrupted;
    }
    return watched.status();
  }
  SRNET_RETURN_IF_ERROR(PrintResults(context, service, *watched));
  return ReportEnd(context, *watched);
}

}  // namespace

void DeclareRun(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand("run", "Run a sweep to its end and print the table of results");
  DeclareSpecification(*command, arguments->specification);
  command->add_option("--priority", arguments->priority, "Higher runs first")->capture_default_str();
  command->add_option("--slots", arguments->slots, "Stages that an embedded worker runs at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->callback(
      [arguments, &chosen] { chosen = [arguments](Context& context) { return Run(context, *arguments); }; });
}

}  // namespace srnet::cli
