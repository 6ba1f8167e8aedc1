#include "cli/commands/retry.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

struct RetryArguments {
  std::string sweep;
};

void Print(Context& context, const v1::RetryFailedResponse& response) {
  const v1::Sweep& sweep = response.sweep();
  fmt::print(context.out, "{} {}: {}, {}\n", sweep.sweep_id(), sweep.name(), StateName(sweep.state()),
             response.stages_retried() == 0
                 ? "no stage has failed"
                 : fmt::format("{} stages are to run again", response.stages_retried()));
}

StatusOr<ExitCode> Retry(Context& context, const RetryArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::RetryFailedRequest request;
  request.set_sweep_id(arguments.sweep);
  v1::RetryFailedResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().sweeps, &v1::SweepService::Stub::RetryFailed, request, &response));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    Print(context, response);
  }
  if (service.ends_with_us() && response.stages_retried() > 0)
    fmt::print(context.err, "nothing runs them yet: `srnet run` with the specification does\n");
  return ExitCode::kDone;
}

}  // namespace

void DeclareRetry(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<RetryArguments>();
  CLI::App* command =
      app.add_subcommand("retry", "Make the stages of a sweep that failed or were skipped run again");
  command->add_option("sweep", arguments->sweep, "An id, a unique prefix of one, a name, or last")
      ->required();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Retry(context, *arguments); };
  });
}

}  // namespace srnet::cli
