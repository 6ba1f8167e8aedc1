#include "cli/commands/plan.h"

#include <fmt/ostream.h>

#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/specification_file.h"
#include "cli/commands/submission.h"
#include "cli/commands/table_output.h"
#include "cli/output/json.h"
#include "cli/output/stage_graph.h"
#include "cli/output/table.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

struct PlanArguments {
  SpecificationArguments specification;
  std::string against;  // A sweep, or none.
  std::string graph;    // "", "dot" or "mermaid".
};

Table KindsOf(const v1::PlanResponse& plan) {
  Table table;
  table.columns = {
      {"kind"}, {"stages", true}, {"stored", true}, {"steps to run", true}, {"examples to run", true}};
  for (const auto& kind : plan.kinds()) {
    table.rows.push_back({kind.kind(), fmt::format("{}", kind.stages()), fmt::format("{}", kind.reused()),
                          fmt::format("{}", kind.steps()), fmt::format("{}", kind.examples())});
  }
  return table;
}

void Print(Context& context, const v1::PlanResponse& plan) {
  fmt::print(context.out, "sweep {} {}\n", plan.sweep_id(), plan.name());
  fmt::print(context.out, "{} points need {} stages ({} without sharing); {} are in the store already\n\n",
             plan.points(), plan.stages(), plan.unshared_stages(), plan.reused_stages());
  PrintTable(context, KindsOf(plan));
  for (const std::string& notice : plan.notices()) fmt::print(context.out, "note: {}\n", notice);
  for (const std::string& exclusion : plan.exclusions()) fmt::print(context.out, "left out: {}\n", exclusion);
}

void PrintForecast(Context& context, const v1::PlanResponse::Forecast& forecast) {
  std::string unmeasured;
  for (const auto& kind : forecast.unmeasured())
    unmeasured += fmt::format("{}{} {}", unmeasured.empty() ? "" : ", ", kind.stages(), kind.kind());
  if (forecast.work_seconds() > 0) {
    fmt::print(context.out, "\nabout {} on {} slot{} ({} of work), {} of results\n",
               FormatSeconds(forecast.makespan_seconds()), forecast.slots(), forecast.slots() == 1 ? "" : "s",
               FormatSeconds(forecast.work_seconds()), FormatBytes(forecast.artifact_bytes()));
  }
  if (!unmeasured.empty())
    fmt::print(context.out, "{}no measurement yet of: {}\n", forecast.work_seconds() > 0 ? "" : "\n",
               unmeasured);
}

constexpr int kPointsShown = 5;

void PrintPoints(Context& context, const char* sign,
                 const google::protobuf::RepeatedPtrField<v1::Point>& points) {
  for (int i = 0; i < std::min(points.size(), kPointsShown); ++i)
    fmt::print(context.out, "  {} {}\n", sign, CoordinatesText(points[i].coordinates()));
  if (points.size() > kPointsShown)
    fmt::print(context.out, "  {} and {} more\n", sign, points.size() - kPointsShown);
}

void PrintDifference(Context& context, const v1::PlanResponse::Difference& difference) {
  fmt::print(context.out, "\nin the place of {}: {} points are kept, {} added, {} changed, {} removed\n",
             difference.sweep_id(), difference.points_kept(), difference.added_size(),
             difference.changed_size(), difference.removed_size());
  PrintPoints(context, "+", difference.added());
  PrintPoints(context, "~", difference.changed());
  PrintPoints(context, "-", difference.removed());
  fmt::print(context.out, "{} stages are added; {} are dropped, of which {} run now\n",
             difference.stages_added(), difference.stages_dropped(), difference.stages_stopped());
}

StatusOr<ExitCode> Plan(Context& context, const PlanArguments& plan) {
  const SpecificationArguments& arguments = plan.specification;
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::PlanRequest request;
  SRNET_ASSIGN_OR_RETURN(*request.mutable_specification(),
                         PrepareSpecification(context, service.connection(), arguments));
  if (!plan.against.empty()) {
    SRNET_ASSIGN_OR_RETURN(*request.mutable_against(), SweepIdOf(service, plan.against));
  }
  request.set_include_stages(!plan.graph.empty());
  v1::PlanResponse response;
  const Status status = Call(*service.connection().sweeps, &v1::SweepService::Stub::Plan, request, &response);
  if (!status.ok()) return AboutFile(status, arguments.file);
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else if (context.options.output == OutputFormat::kCsv) {
    PrintTable(context, KindsOf(response));
  } else if (!plan.graph.empty()) {
    fmt::print(context.out, "{}", plan.graph == "dot" ? ToDot(response) : ToMermaid(response));
  } else {
    Print(context, response);
    if (response.has_forecast()) PrintForecast(context, response.forecast());
    if (response.has_difference()) PrintDifference(context, response.difference());
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclarePlan(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("plan", "Say what a sweep would run, without running it");
  DeclareSpecification(*command, arguments->specification);
  command->add_option("--graph", arguments->graph, "Print its stages as a graph instead: dot or mermaid")
      ->check(CLI::IsMember({"dot", "mermaid"}));
  command->add_option("--diff", arguments->against,
                      "Also what it would change of this sweep: an id, a unique prefix, a name, or last");
  command->callback(
      [arguments, &chosen] { chosen = [arguments](Context& context) { return Plan(context, *arguments); }; });
}

}  // namespace srnet::cli
