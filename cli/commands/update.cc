#include "cli/commands/update.h"

#include <fmt/ostream.h>

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/specification_file.h"
#include "cli/commands/submission.h"
#include "cli/output/json.h"

namespace srnet::cli {
namespace {

struct UpdateArguments {
  std::string sweep;
  SpecificationArguments specification;
};

StatusOr<ExitCode> Update(Context& context, const UpdateArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::UpdateSweepRequest request;
  SRNET_ASSIGN_OR_RETURN(const std::string old, SweepIdOf(service, arguments.sweep));
  request.set_sweep_id(old);
  SRNET_ASSIGN_OR_RETURN(*request.mutable_specification(),
                         PrepareSpecification(context, service.connection(), arguments.specification));
  request.set_request_id(NewRequestId());
  v1::UpdateSweepResponse response;
  const Status status =
      Call(*service.connection().sweeps, &v1::SweepService::Stub::UpdateSweep, request, &response);
  if (!status.ok()) return AboutFile(status, arguments.specification.file);
  for (const std::string& notice : response.notices()) fmt::print(context.err, "note: {}\n", notice);
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    const v1::Sweep& sweep = response.sweep();
    fmt::print(context.out, "{} {}: {} ({} of {} points done)\n", sweep.sweep_id(), sweep.name(),
               sweep.sweep_id() == old ? "is that already" : "takes the place of " + old, sweep.points_done(),
               sweep.points());
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclareUpdate(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<UpdateArguments>();
  CLI::App* command =
      app.add_subcommand("update", "Change a running sweep to another specification, keeping what both need");
  command->add_option("sweep", arguments->sweep, "An id, a unique prefix of one, a name, or last")
      ->required();
  DeclareSpecification(*command, arguments->specification);
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Update(context, *arguments); };
  });
}

}  // namespace srnet::cli
