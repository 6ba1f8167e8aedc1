#include "cli/commands/submit.h"

#include <fmt/ostream.h>

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/commands/submission.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

struct SubmitArguments {
  SpecificationArguments specification;
  int priority = 0;
};

StatusOr<ExitCode> SubmitFile(Context& context, const SubmitArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::SubmitSweepResponse response,
                         Submit(context, service, arguments.specification, arguments.priority));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    const v1::Sweep& sweep = response.sweep();
    fmt::print(context.out, "{} {}: {} ({} points)\n", sweep.sweep_id(), sweep.name(),
               response.created() ? "submitted" : "was there already, " + StateName(sweep.state()),
               sweep.points());
  }
  if (service.ends_with_us()) {
    fmt::print(context.err, "nothing runs it yet: srnet --state {} run {}\n", context.options.state.native(),
               AsTyped(arguments.specification));
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclareSubmit(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<SubmitArguments>();
  CLI::App* command = app.add_subcommand("submit", "Hand a sweep to the coordinator and return");
  DeclareSpecification(*command, arguments->specification);
  command->add_option("--priority", arguments->priority, "Higher runs first")->capture_default_str();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return SubmitFile(context, *arguments); };
  });
}

}  // namespace srnet::cli
