#include "cli/commands/cancel.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

struct CancelArguments {
  std::string sweep;
};

StatusOr<ExitCode> Cancel(Context& context, const CancelArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::CancelSweepRequest request;
  request.set_sweep_id(arguments.sweep);
  v1::CancelSweepResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().sweeps, &v1::SweepService::Stub::CancelSweep, request, &response));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    const v1::Sweep& sweep = response.sweep();
    fmt::print(context.out, "{} {}: {}\n", sweep.sweep_id(), sweep.name(), StateName(sweep.state()));
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclareCancel(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<CancelArguments>();
  CLI::App* command = app.add_subcommand("cancel", "Stop a sweep; what other sweeps want goes on");
  command->add_option("sweep", arguments->sweep, "An id, a unique prefix of one, a name, or last")
      ->required();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Cancel(context, *arguments); };
  });
}

}  // namespace srnet::cli
