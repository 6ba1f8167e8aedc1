#include "cli/commands/lineage.h"

#include <fmt/ostream.h>

#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands/lineage_query.h"
#include "cli/commands/service.h"
#include "cli/output/json.h"
#include "cli/output/lineage_view.h"

namespace srnet::cli {
namespace {

StatusOr<ExitCode> Lineage(Context& context, const std::string& what) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const std::string key, StageKeyOf(service.connection(), what));
  SRNET_ASSIGN_OR_RETURN(const v1::GetLineageResponse lineage, LineageOf(service.connection(), key));
  const bool as_json = context.options.output == OutputFormat::kJson;
  fmt::print(context.out, "{}", as_json ? ToJson(lineage) + "\n" : ShowLineage(lineage));
  return ExitCode::kDone;
}

}  // namespace

void DeclareLineage(CLI::App& app, Command& chosen) {
  auto what = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("lineage", "Say everything that a result came from");
  command->add_option("what", *what, "SWEEP/POINT, for example last/3, or a stage: key or unique prefix")
      ->required();
  command->callback(
      [what, &chosen] { chosen = [what](Context& context) { return Lineage(context, *what); }; });
}

}  // namespace srnet::cli
