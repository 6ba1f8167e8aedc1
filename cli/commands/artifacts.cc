#include "cli/commands/artifacts.h"

#include <fmt/ostream.h>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/client/grpc_status.h"
#include "cli/commands/artifact_get.h"
#include "cli/commands/artifact_verify.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/output/artifact_text.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

StatusOr<v1::ListArtifactsResponse> QueryArtifacts(const Connection& connection,
                                                   v1::ListArtifactsRequest request) {
  v1::ListArtifactsResponse all;
  request.set_page_size(1000);
  do {
    v1::ListArtifactsResponse page;
    SRNET_RETURN_IF_ERROR(
        Call(*connection.artifacts, &v1::ArtifactService::Stub::ListArtifacts, request, &page));
    all.mutable_artifacts()->MergeFrom(page.artifacts());
    all.set_total_artifacts(page.total_artifacts());
    all.set_total_bytes(page.total_bytes());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return all;
}

StatusOr<ExitCode> ListArtifacts(Context& context, const v1::ListArtifactsRequest& request) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::ListArtifactsResponse response,
                         QueryArtifacts(service.connection(), request));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
    return ExitCode::kDone;
  }
  PrintTable(context, ArtifactTable(response, FormOf(context)));
  if (FormOf(context) == Form::kShown) {
    fmt::print(context.out, "\n{} in all, {}\n", response.total_artifacts(),
               FormatBytes(response.total_bytes()));
  }
  return ExitCode::kDone;
}

void DeclareListing(CLI::App& group, Command& chosen) {
  auto request = std::make_shared<v1::ListArtifactsRequest>();
  CLI::App* command = group.add_subcommand("list", "List what is stored and whose it is")->fallthrough();
  const auto option = [command](const char* name, std::string* target, const char* help) {
    return command->add_option(name, *target, help);
  };
  option("--sweep", request->mutable_sweep_id(), "Products of the stages of this sweep");
  option("--stage", request->mutable_stage_key(), "Products of this stage");
  command
      ->add_flag_callback(
          "--unreferenced", [request] { request->set_unreferenced(true); }, "What nothing refers to, instead")
      ->excludes("--sweep")
      ->excludes("--stage");
  command->callback(
      [=, &chosen] { chosen = [request](Context& context) { return ListArtifacts(context, *request); }; });
}

// Removing many large files takes a while, so without the deadline of other calls. Interrupted, only the
// waiting ends.
StatusOr<ExitCode> CollectGarbage(Context& context, const v1::CollectGarbageRequest& request) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  grpc::ClientContext call;
  const Interruption::Scope scope(context.interruption, [&call] { call.TryCancel(); });
  v1::CollectGarbageResponse response;
  SRNET_RETURN_IF_ERROR(FromGrpc(service.connection().artifacts->CollectGarbage(&call, request, &response)));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(response));
  } else {
    fmt::print(context.out, "{}", GarbageText(response, request.dry_run()));
  }
  return ExitCode::kDone;
}

void DeclareCollection(CLI::App& group, Command& chosen) {
  static const std::map<std::string, std::int64_t> kUnits = {
      {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
  auto request = std::make_shared<v1::CollectGarbageRequest>();
  auto grace = std::make_shared<std::optional<std::int64_t>>();
  CLI::App* command =
      group.add_subcommand("gc", "Remove files that nothing refers to: left over from uploads and crashes")
          ->fallthrough();
  command->add_flag_callback(
      "--dry-run", [request] { request->set_dry_run(true); }, "Only say what would be removed");
  command
      ->add_option("--grace", *grace,
                   "Keep what was uploaded or asked for in this time, for example 90min; 24h by default")
      ->transform(CLI::AsNumberWithUnit(kUnits, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"));
  command->callback([=, &chosen] {
    if (*grace) request->mutable_grace()->set_seconds(**grace);
    chosen = [request](Context& context) { return CollectGarbage(context, *request); };
  });
}

}  // namespace

void DeclareArtifacts(CLI::App& app, Command& chosen) {
  CLI::App* group = app.add_subcommand("artifacts", "See to what the coordinator has stored")->fallthrough();
  group->require_subcommand(1);
  DeclareListing(*group, chosen);
  DeclareArtifactGet(*group, chosen);
  DeclareArtifactVerify(*group, chosen);
  DeclareCollection(*group, chosen);
}

}  // namespace srnet::cli
