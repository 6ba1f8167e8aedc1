#include "cli/commands/compare.h"

#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/client/grpc_status.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/exact_tables.h"
#include "cli/output/json.h"
#include "cli/output/statistic_table.h"

namespace srnet::cli {
namespace {

struct CompareArguments {
  std::vector<std::string> sweeps;
  std::vector<std::string> first;
  std::vector<std::string> second;
  std::vector<std::string> by;
  std::vector<std::string> sets;
  std::string metric;
};

// "method=mask", for one side.
Status AddCondition(const std::string& option, const std::string& text, v1::ResultFilter& filter) {
  const std::size_t equals = text.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == text.size()) {
    return InvalidArgument("{} {}: write AXIS=VALUE, for example method=mask", option, text);
  }
  v1::Coordinate& coordinate = *filter.add_coordinates();
  coordinate.set_axis(text.substr(0, equals));
  coordinate.set_value(text.substr(equals + 1));
  return absl::OkStatus();
}

StatusOr<v1::ResultFilter> FilterOf(const CompareArguments& arguments, const std::string& option,
                                    const std::vector<std::string>& conditions) {
  v1::ResultFilter filter;
  for (const std::string& sweep : arguments.sweeps) filter.add_sweep_ids(sweep);
  for (const std::string& set : arguments.sets) filter.add_sets(set);
  if (arguments.metric.empty()) {
    filter.set_reported_only(true);
  } else {
    filter.add_metrics(arguments.metric);
  }
  for (const std::string& condition : conditions)
    SRNET_RETURN_IF_ERROR(AddCondition(option, condition, filter));
  return filter;
}

StatusOr<ExitCode> Compare(Context& context, const CompareArguments& arguments) {
  v1::CompareRequest request;
  SRNET_ASSIGN_OR_RETURN(*request.mutable_first(), FilterOf(arguments, "--first", arguments.first));
  SRNET_ASSIGN_OR_RETURN(*request.mutable_second(), FilterOf(arguments, "--second", arguments.second));
  for (const std::string& axis : arguments.by) request.add_by(axis);
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::CompareResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().results, &v1::ResultService::Stub::Compare, request, &response));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return ExitCode::kDone;
  }
  PrintTable(context,
             FormOf(context) == Form::kExact ? MakeExactTable(response) : MakeComparisonTable(response));
  return ExitCode::kDone;
}

}  // namespace

void DeclareCompare(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<CompareArguments>();
  CLI::App* command =
      app.add_subcommand("compare", "Say which of two kinds of models is better, seed by seed");
  command->add_option("sweep", arguments->sweeps, "Ids, unique prefixes, names, or last")
      ->default_val("last");
  command->add_option("--first", arguments->first, "AXIS=VALUE of the first kind; may be repeated")
      ->required();
  command->add_option("--second", arguments->second, "AXIS=VALUE of the second kind; may be repeated")
      ->required();
  command->add_option("--by", arguments->by,
                      "Axes on which the two of a pair agree; all others than those above by default");
  command->add_option("--set", arguments->sets, "Only these evaluation sets");
  command->add_option("--metric", arguments->metric,
                      "This metric; weighted_f1 by default where a set has it, else accuracy");
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Compare(context, *arguments); };
  });
}

}  // namespace srnet::cli
