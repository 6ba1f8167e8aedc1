#include "cli/commands/watch.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/watching.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

struct WatchArguments {
  std::string sweep;
};

StatusOr<v1::Sweep> Get(const Connection& connection, const std::string& id) {
  v1::GetSweepRequest request;
  request.set_sweep_id(id);
  v1::GetSweepResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::GetSweep, request, &response));
  return response.sweep();
}

StatusOr<ExitCode> Watch(Context& context, const WatchArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::Sweep sweep, Get(service.connection(), arguments.sweep));
  if (service.ends_with_us() && sweep.state() == v1::Sweep::STATE_ACTIVE) {
    return FailedPrecondition(
        "nothing runs sweep {} ({} of {} points done): `srnet run` with its specification goes on",
        sweep.sweep_id(), sweep.points_done(), sweep.points());
  }
  SRNET_ASSIGN_OR_RETURN(const Watched watched, WatchToEnd(context, service, sweep.sweep_id(), {}));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(watched.sweep));
  } else {
    fmt::print(context.out, "{} {}: {}\n", watched.sweep.sweep_id(), watched.sweep.name(),
               StateName(watched.sweep.state()));
  }
  return ReportEnd(context, watched);
}

}  // namespace

void DeclareWatch(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<WatchArguments>();
  CLI::App* command = app.add_subcommand("watch", "Follow a sweep until it ends");
  command->add_option("sweep", arguments->sweep, "An id, a unique prefix of one, a name, or last")
      ->default_val("last");
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Watch(context, *arguments); };
  });
}

}  // namespace srnet::cli
