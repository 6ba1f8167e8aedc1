#include "cli/commands/reproduce.h"

#include <fmt/ostream.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/commands/advice.h"
#include "cli/commands/lineage_query.h"
#include "cli/commands/reproduced_result.h"
#include "cli/commands/scratch_folder.h"
#include "cli/commands/service.h"
#include "cli/commands/sweep_end.h"
#include "cli/commands/watching.h"
#include "cli/output/reproduction_view.h"

namespace srnet::cli {
namespace {

// The folder of an error is gone with the command, unless it is kept.
constexpr std::string_view kKeepAdvice = " (--keep FOLDER chooses another, and keeps its logs)";

struct ReproduceArguments {
  std::string what;
  std::filesystem::path keep;  // Empty: a scratch folder, which goes.
  int slots = 1;
};

// The same command line over another state folder.
Context Over(const Context& context, const std::filesystem::path& folder) {
  Context other = context;
  other.options.state = folder;
  other.options.server.clear();
  return other;
}

// A service of its own, or results would be compared with themselves.
StatusOr<Service> OpenAlone(const Context& context) {
  StatusOr<Service> service = Service::Open(context);
  if (!service.ok()) return WithAdvice(service.status(), kKeepAdvice);
  if (service->ends_with_us()) return service;
  return FailedPrecondition("{}: a coordinator runs there already: --keep takes a folder of its own",
                            context.options.state.native());
}

// Runs the stages to their end, but those that are done there.
StatusOr<ExitCode> RunAgain(Context& context, Service& service, const v1::GetLineageResponse& then,
                            int slots) {
  SRNET_ASSIGN_OR_RETURN(const v1::Sweep sweep, SubmitLineage(service.connection(), then));
  if (sweep.stages().done() > 0) {
    fmt::print(context.err, "note: {} of {} stages are in {} already and are not run again\n",
               sweep.stages().done(), then.nodes_size(), context.options.state.native());
  }
  if (sweep.state() != v1::Sweep::STATE_DONE)
    SRNET_RETURN_IF_ERROR(WithAdvice(service.EnsureWorker(slots, ThreadsOf(then)), kKeepAdvice));
  SRNET_ASSIGN_OR_RETURN(const Watched watched, WatchToEnd(context, service, sweep.sweep_id(), {}));
  return ReportEnd(context, watched);
}

StatusOr<ExitCode> HoldAgainst(Context& context, const Connection& fresh,
                               const v1::GetLineageResponse& then) {
  const std::string& key = then.nodes().rbegin()->stage().stage_key();
  SRNET_ASSIGN_OR_RETURN(const v1::GetLineageResponse now, LineageOf(fresh, key));
  const Reproduction reproduction = CompareLineages(then, now);
  const bool as_json = context.options.output == OutputFormat::kJson;
  fmt::print(context.out, "{}",
             as_json ? ReproductionJson(reproduction) + "\n" : ShowReproduction(reproduction));
  return IsEqual(reproduction) ? ExitCode::kDone : ExitCode::kFailed;
}

StatusOr<ExitCode> Reproduce(Context& context, const ReproduceArguments& arguments) {
  SRNET_ASSIGN_OR_RETURN(const Service source, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const std::string key, StageKeyOf(source.connection(), arguments.what));
  SRNET_ASSIGN_OR_RETURN(const v1::GetLineageResponse then, LineageOf(source.connection(), key));
  SRNET_ASSIGN_OR_RETURN(const auto entries, EntriesOf(then));
  std::optional<ScratchFolder> scratch;  // Before the service in it: it ends last.
  if (arguments.keep.empty()) {
    SRNET_ASSIGN_OR_RETURN(ScratchFolder made, ScratchFolder::Make());
    scratch.emplace(std::move(made));
  }
  Context apart = Over(context, scratch ? scratch->path() : arguments.keep);
  SRNET_ASSIGN_OR_RETURN(Service fresh, OpenAlone(apart));
  SRNET_RETURN_IF_ERROR(CopyEntries(apart, source.connection(), fresh.connection(), entries));
  SRNET_ASSIGN_OR_RETURN(const ExitCode ended, RunAgain(apart, fresh, then, arguments.slots));
  return ended == ExitCode::kDone ? HoldAgainst(apart, fresh.connection(), then) : ended;
}

}  // namespace

void DeclareReproduce(CLI::App& app, Command& chosen) {
  auto arguments = std::make_shared<ReproduceArguments>();
  CLI::App* command = app.add_subcommand(
      "reproduce", "Run everything behind a result once more, apart, and say whether it comes out the same");
  command->add_option("what", arguments->what, "SWEEP/POINT, for example last/3, or a stage key")->required();
  command->add_option("--keep", arguments->keep,
                      "A state folder to run it in, which stays; another reproduce goes on with it");
  command->add_option("--slots", arguments->slots, "Stages that its worker runs at a time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  command->callback([arguments, &chosen] {
    chosen = [arguments](Context& context) { return Reproduce(context, *arguments); };
  });
}

}  // namespace srnet::cli
