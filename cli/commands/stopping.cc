#include "cli/commands/stopping.h"

#include <fmt/ostream.h>

#include <charconv>
#include <functional>
#include <memory>
#include <string>
#include <system_error>

#include <CLI/CLI.hpp>

#include "cli/commands/service.h"
#include "cli/output/json.h"
#include "cli/output/stopping_table.h"

namespace srnet::cli {
namespace {

struct ReplayArguments {
  std::string sweep;
  double confidence = 0.95;
};

StatusOr<ExitCode> Replay(Context& context, const ReplayArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  v1::ReplayStoppingRequest request;
  request.set_sweep_id(arguments.sweep);
  request.set_confidence(arguments.confidence);
  v1::ReplayStoppingResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*service.connection().results, &v1::ResultService::Stub::ReplayStopping, request, &response));
  const bool as_json = context.options.output == OutputFormat::kJson;
  fmt::print(context.out, "{}", as_json ? ToJson(response) + "\n" : ShowStoppingReplay(response));
  if (response.judged() == 0) {
    fmt::print(context.err,
               "note: no model could be judged: a sweep needs `curves: all` and three seeds or more\n");
  }
  return ExitCode::kDone;
}

// "95%" as "0.95". What is no number stays as it is, and the option says so.
std::string WithoutPercent(std::string text) {
  double percent = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, percent);
  const bool is_percent = read.ec == std::errc() && read.ptr + 1 == end && *read.ptr == '%';
  return is_percent ? fmt::format("{}", percent / 100) : text;
}

}  // namespace

void DeclareStopping(CLI::App& app, Command& chosen) {
  CLI::App* group =
      app.add_subcommand("stopping", "Stopping models early")->require_subcommand(1)->fallthrough();
  auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* command =
      group->add_subcommand("replay", "Say which models of a sweep need not have been trained to their end")
          ->fallthrough();
  command->add_option("sweep", arguments->sweep, "An id, a unique prefix, a name, or last")
      ->default_val("last");
  command
      ->add_option("--confidence", arguments->confidence,
                   "That a model which is stopped is dominated, above 50% and below 100%")
      ->transform(std::function<std::string(std::string)>(WithoutPercent))
      ->check(CLI::PositiveNumber)
      ->default_str("95%");
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Replay(context, *arguments); };
  });
}

}  // namespace srnet::cli
