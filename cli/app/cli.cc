#include "cli/app/cli.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <map>
#include <sstream>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/commands/artifacts.h"
#include "cli/commands/cancel.h"
#include "cli/commands/compare.h"
#include "cli/commands/completion.h"
#include "cli/commands/data.h"
#include "cli/commands/doctor.h"
#include "cli/commands/explain.h"
#include "cli/commands/export.h"
#include "cli/commands/figure.h"
#include "cli/commands/lineage.h"
#include "cli/commands/list.h"
#include "cli/commands/logs.h"
#include "cli/commands/model.h"
#include "cli/commands/plan.h"
#include "cli/commands/reproduce.h"
#include "cli/commands/results.h"
#include "cli/commands/retry.h"
#include "cli/commands/run.h"
#include "cli/commands/stopping.h"
#include "cli/commands/submit.h"
#include "cli/commands/update.h"
#include "cli/commands/vectors.h"
#include "cli/commands/watch.h"
#include "cli/commands/workers.h"

namespace srnet::cli {
namespace {

constexpr const char* kFooter =
    "Without --server, srnet runs its own coordinator (and for `run` a worker) over the state folder.\n"
    "Exit codes: 0 done; 1 a stage failed, the sweep was cancelled, a result differs, or doctor found a\n"
    "problem; 2 the request is wrong; 3 no coordinator; 4 another error; 130 interrupted.";

void Declare(CLI::App& app, Options& options, Command& chosen) {
  app.set_version_flag("--version", SRNET_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.footer(kFooter);
  auto* state =
      app.add_option("--state", options.state, "Folder of the embedded service")->capture_default_str();
  app.add_option("--server", options.server,
                 "A coordinator to use instead: HOST:PORT or unix:PATH (or SRNET_SERVER)")
      ->excludes(state);
  const std::map<std::string, OutputFormat> formats = {
      {"table", OutputFormat::kTable}, {"json", OutputFormat::kJson}, {"csv", OutputFormat::kCsv}};
  app.add_option("--output", options.output, "table, json or, of most commands that print a table, csv")
      ->transform(CLI::CheckedTransformer(formats))
      ->default_str("table");
  app.add_flag_callback(
      "--no-pager", [&options] { options.pager = false; }, "Print long tables to a terminal without PAGER");
  DeclareRun(app, chosen);
  DeclarePlan(app, chosen);
  DeclareSubmit(app, chosen);
  DeclareUpdate(app, chosen);
  DeclareList(app, chosen);
  DeclareWatch(app, chosen);
  DeclareCancel(app, chosen);
  DeclareRetry(app, chosen);
  DeclareExplain(app, chosen);
  DeclareLogs(app, chosen);
  DeclareResults(app, chosen);
  DeclareCompare(app, chosen);
  DeclareFigure(app, chosen);
  DeclareStopping(app, chosen);
  DeclareExport(app, chosen);
  DeclareLineage(app, chosen);
  DeclareReproduce(app, chosen);
  DeclareWorkers(app, chosen);
  DeclareArtifacts(app, chosen);
  DeclareData(app, chosen);
  DeclareModel(app, chosen);
  DeclareVectors(app, chosen);
  DeclareCompletion(app, chosen);
  DeclareDoctor(app, chosen);
}

// "workers drain".
std::string NameOf(const CLI::App& app) {
  std::string name;
  for (const CLI::App* command = &app; !command->get_subcommands().empty();) {
    command = command->get_subcommands().front();
    name += (name.empty() ? "" : " ") + command->get_name();
  }
  return name;
}

Status CheckOutput(const std::string& command, OutputFormat output) {
  static constexpr std::array<std::string_view, 12> kTabular = {
      "artifacts list", "compare", "data list", "doctor", "figure",       "list",
      "model list",     "plan",    "results",   "run",    "vectors list", "workers"};
  if (output != OutputFormat::kCsv || std::find(kTabular.begin(), kTabular.end(), command) != kTabular.end())
    return absl::OkStatus();
  return InvalidArgument("--output csv: {} has no CSV; use table or json", command);
}

void PrintError(Context& context, std::string_view message) {
  fmt::print(context.err, "{}: {}\n", Paint(context.err_terminal, Colour::kRed, "srnet"), message);
}

// Help and version are no errors; CLI11 throws them all the same.
ExitCode EndParsing(CLI::App& app, const CLI::ParseError& error, Context& context) {
  std::ostringstream out;
  std::ostringstream err;
  const int code = app.exit(error, out, err);
  fmt::print(context.out, "{}", out.str());
  if (code == 0) return ExitCode::kDone;
  PrintError(context, fmt::format("{}; see srnet --help", error.what()));
  return ExitCode::kUsage;
}

}  // namespace

ExitCode RunCommandLine(const std::vector<std::string>& arguments, const std::string& environment_server,
                        Context& context) {
  CLI::App app("Finds sparse and robust subnetworks of BERT.", "srnet");
  Command chosen;
  Declare(app, context.options, chosen);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // From the back.
  } catch (const CLI::ParseError& error) {
    return EndParsing(app, error, context);
  }
  const bool state_given = app.count("--state") > 0;
  if (context.options.server.empty() && !state_given) context.options.server = environment_server;
  const Status output = CheckOutput(NameOf(app), context.options.output);
  const StatusOr<ExitCode> code = output.ok() ? chosen(context) : StatusOr<ExitCode>(output);
  if (code.ok()) return *code;
  if (context.interruption.requested()) return ExitCode::kInterrupted;
  PrintError(context, Message(code.status()));
  return ExitCodeFor(code.status());
}

}  // namespace srnet::cli
