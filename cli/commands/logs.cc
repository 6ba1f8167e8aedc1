#include "cli/commands/logs.h"

#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands/log_reading.h"
#include "cli/commands/service.h"
#include "cli/commands/target.h"

namespace srnet::cli {
namespace {

constexpr std::size_t kStages = 20;
constexpr std::int64_t kLinesOfEach = 20;

struct LogsArguments {
  std::string target;
  LogQuery query;  // Of a stage of the target.
};

std::vector<v1::Stage> StagesIn(const v1::GetSweepResponse& sweep, v1::Stage::State state) {
  std::vector<v1::Stage> stages;
  std::copy_if(sweep.stages().begin(), sweep.stages().end(), std::back_inserter(stages),
               [&](const v1::Stage& stage) { return stage.state() == state; });
  return stages;
}

// Those whose logs somebody means who names a sweep: what failed, or else what runs. Only what runs can be
// followed.
StatusOr<std::vector<v1::Stage>> StagesMeant(const v1::GetSweepResponse& sweep, bool follow) {
  std::vector<v1::Stage> stages;
  if (!follow) stages = StagesIn(sweep, v1::Stage::STATE_FAILED);
  if (stages.empty()) stages = StagesIn(sweep, v1::Stage::STATE_LEASED);
  if (!stages.empty()) return stages;
  return FailedPrecondition(
      "no stage of sweep {} {}: name a stage (srnet lineage POINT shows those behind a result)",
      sweep.sweep().sweep_id(), follow ? "runs" : "has failed or runs");
}

Status CheckIsOne(const std::vector<v1::Stage>& stages) {
  if (stages.size() == 1) return absl::OkStatus();
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < std::min(stages.size(), kStages); ++i)
    lines.push_back(fmt::format("{}  {}", stages[i].stage_key(), stages[i].label()));
  return InvalidArgument("--follow and --attempt are for one stage; name one of these {}:\n{}", stages.size(),
                         fmt::join(lines, "\n"));
}

Status LogsOfSweep(Context& context, const Connection& connection, const LogsArguments& arguments) {
  v1::GetSweepRequest request;
  request.set_sweep_id(arguments.target);
  request.set_include_stages(true);
  v1::GetSweepResponse sweep;
  SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &sweep));
  SRNET_ASSIGN_OR_RETURN(const std::vector<v1::Stage> stages, StagesMeant(sweep, arguments.query.follow));
  if (arguments.query.follow || arguments.query.attempt > 0) SRNET_RETURN_IF_ERROR(CheckIsOne(stages));
  for (std::size_t i = 0; i < std::min(stages.size(), kStages); ++i) {
    LogQuery query = arguments.query;
    query.stage_key = stages[i].stage_key();
    if (query.tail == 0) query.tail = kLinesOfEach;
    const std::string title =
        fmt::format("{}{} {}", i > 0 ? "\n" : "", stages[i].stage_key(), stages[i].label());
    const Status status = PrintLog(context, connection, query, title);
    // One that is lost says so and does not hide the others.
    if (!status.ok() && (stages.size() == 1 || status.code() == StatusCode::kCancelled)) return status;
    if (!status.ok()) fmt::print(context.err, "{}: {}\n", stages[i].label(), Message(status));
  }
  if (stages.size() > kStages) fmt::print(context.err, "and {} more stages\n", stages.size() - kStages);
  return absl::OkStatus();
}

Status LogsOfStage(Context& context, const Connection& connection, const LogsArguments& arguments) {
  LogQuery query = arguments.query;
  query.stage_key = arguments.target;
  return PrintLog(context, connection, query);
}

StatusOr<ExitCode> Logs(Context& context, const LogsArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_RETURN_IF_ERROR(DoForTarget(
      arguments.target, [&] { return LogsOfSweep(context, service.connection(), arguments); },
      [&] { return LogsOfStage(context, service.connection(), arguments); }));
  return ExitCode::kDone;
}

}  // namespace

void DeclareLogs(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<LogsArguments>();
  CLI::App* command = app.add_subcommand("logs", "Print what the trainer of a stage has written");
  AddTarget(*command, arguments->target);
  command->add_flag("-f,--follow", arguments->query.follow, "Go on until the attempt has ended");
  command
      ->add_option("--attempt", arguments->query.attempt,
                   "Which attempt, from 1; by default the newest that has run")
      ->check(CLI::Range(1, 1'000'000));
  command
      ->add_option("--tail", arguments->query.tail,
                   "Only so many lines of what is there; of a sweep 20 by default")
      ->check(CLI::Range(1, 1'000'000'000));
  command->callback(
      [arguments, &chosen] { chosen = [arguments](Context& context) { return Logs(context, *arguments); }; });
}

}  // namespace srnet::cli
