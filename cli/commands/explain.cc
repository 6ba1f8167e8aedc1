#include "cli/commands/explain.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/explanation.h"
#include "cli/commands/service.h"
#include "cli/commands/target.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

constexpr std::size_t kStagesOfAState = 20;

struct ExplainArguments {
  std::string target;
};

Status ExplainOne(Context& context, const Connection& connection, const std::string& stage_key) {
  SRNET_ASSIGN_OR_RETURN(const auto reasons, ExplainStage(connection, stage_key));
  if (context.options.output == OutputFormat::kJson) {
    v1::ExplainResponse response;
    for (const std::string& reason : reasons) response.add_reasons(reason);
    fmt::print(context.out, "{}\n", ToJson(response));
    return absl::OkStatus();
  }
  for (const std::string& reason : reasons) fmt::print(context.out, "{}\n", reason);
  return absl::OkStatus();
}

std::string Document(const v1::Sweep& sweep, const std::vector<Explanation>& explanations) {
  std::string text = fmt::format("{{\"sweep\":{},\"stages\":[", ToJson(sweep));
  bool first = true;
  for (const Explanation& explanation : explanations) {
    for (const v1::Stage& stage : explanation.stages) {
      v1::ExplainResponse response;
      for (const std::string& reason : explanation.reasons) response.add_reasons(reason);
      text += fmt::format("{}{{\"stage\":{},\"explanation\":{}}}", first ? "" : ",", ToJson(stage),
                          ToJson(response));
      first = false;
    }
  }
  return text + "]}";
}

void PrintMore(Context& context, std::int64_t all, std::int64_t shown, std::string_view state) {
  if (all > shown) fmt::print(context.out, "and {} more stages are {}\n", all - shown, state);
}

void Print(Context& context, const v1::Sweep& sweep, const std::vector<Explanation>& explanations) {
  fmt::print(context.out, "{} {}: {}, {} of {} points done\n", sweep.sweep_id(), sweep.name(),
             StateName(sweep.state()), sweep.points_done(), sweep.points());
  for (const Explanation& explanation : explanations) {
    fmt::print(context.out, "\n{}\n", StateName(explanation.stages[0].state()));
    for (const v1::Stage& stage : explanation.stages)
      fmt::print(context.out, "  {}  {}\n", stage.stage_key(), stage.label());
    for (const std::string& reason : explanation.reasons) fmt::print(context.out, "  - {}\n", reason);
  }
  const v1::StageCounts& counts = sweep.stages();
  const auto limit = static_cast<std::int64_t>(kStagesOfAState);
  fmt::print(context.out, "\n");
  PrintMore(context, counts.leased(), limit, "running");
  PrintMore(context, counts.ready(), limit, "ready");
  PrintMore(context, counts.failed(), limit, "failed");
  fmt::print(context.out, "{} stages are done, {} wait for others, {} are skipped, {} cancelled\n",
             counts.done(), counts.blocked(), counts.skipped(), counts.cancelled());
}

Status ExplainSweep(Context& context, const Service& service, const std::string& id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  request.set_include_stages(true);
  v1::GetSweepResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().sweeps, &v1::SweepService::Stub::GetSweep, request, &response));
  SRNET_ASSIGN_OR_RETURN(
      const auto explanations,
      ExplainStages(service.connection(), {response.stages().begin(), response.stages().end()},
                    kStagesOfAState));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", Document(response.sweep(), explanations));
    return absl::OkStatus();
  }
  Print(context, response.sweep(), explanations);
  if (service.ends_with_us() && response.sweep().state() == v1::Sweep::STATE_ACTIVE)
    fmt::print(context.out, "nothing runs it: `srnet run` with its specification goes on\n");
  return absl::OkStatus();
}

StatusOr<ExitCode> Explain(Context& context, const ExplainArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_RETURN_IF_ERROR(DoForTarget(
      arguments.target, [&] { return ExplainSweep(context, service, arguments.target); },
      [&] { return ExplainOne(context, service.connection(), arguments.target); }));
  return ExitCode::kDone;
}

}  // namespace

void DeclareExplain(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ExplainArguments>();
  CLI::App* command = app.add_subcommand("explain", "Say why stages run or do not");
  AddTarget(*command, arguments->target);
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Explain(context, *arguments); };
  });
}

}  // namespace srnet::cli
