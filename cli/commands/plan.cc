#include "cli/commands/plan.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/specification_file.h"
#include "cli/commands/submission.h"
#include "cli/output/json.h"
#include "cli/output/table.h"

namespace srnet::cli {
namespace {

void Print(Context& context, const v1::PlanResponse& plan) {
  fmt::print(context.out, "sweep {} {}\n", plan.sweep_id(), plan.name());
  fmt::print(context.out, "{} points need {} stages ({} without sharing); {} are in the store already\n\n",
             plan.points(), plan.stages(), plan.unshared_stages(), plan.reused_stages());
  Table table;
  table.columns = {
      {"kind"}, {"stages", true}, {"stored", true}, {"steps to run", true}, {"examples to run", true}};
  for (const auto& kind : plan.kinds()) {
    table.rows.push_back({kind.kind(), fmt::format("{}", kind.stages()), fmt::format("{}", kind.reused()),
                          fmt::format("{}", kind.steps()), fmt::format("{}", kind.examples())});
  }
  fmt::print(context.out, "{}", Render(table));
  for (const std::string& notice : plan.notices()) fmt::print(context.out, "note: {}\n", notice);
  for (const std::string& exclusion : plan.exclusions()) fmt::print(context.out, "left out: {}\n", exclusion);
}

StatusOr<ExitCode> Plan(Context& context, const SpecificationArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::PlanRequest request;
  SRNET_ASSIGN_OR_RETURN(*request.mutable_specification(),
                         PrepareSpecification(context, service.connection(), arguments));
  v1::PlanResponse response;
  const Status status = Call(*service.connection().sweeps, &v1::SweepService::Stub::Plan, request, &response);
  if (!status.ok()) return AboutFile(status, arguments.file);
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    Print(context, response);
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclarePlan(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<SpecificationArguments>();
  CLI::App* command = app.add_subcommand("plan", "Say what a sweep would run, without running it");
  DeclareSpecification(*command, *arguments);
  command->callback(
      [arguments, &chosen] { chosen = [arguments](Context& context) { return Plan(context, *arguments); }; });
}

}  // namespace srnet::cli
