#include "cli/commands/doctor.h"

#include <fmt/ostream.h>
#include <google/protobuf/util/time_util.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <CLI/CLI.hpp>

#include "cli/commands/entries.h"
#include "cli/commands/service.h"
#include "cli/commands/table_output.h"
#include "cli/commands/workers.h"
#include "cli/embedded/programs.h"
#include "cli/output/diagnosis.h"
#include "common/files/files.h"

namespace srnet::cli {
namespace {

using google::protobuf::util::TimeUtil;
using std::chrono::milliseconds;
using std::chrono::system_clock;

constexpr const char* kOurVersion = SRNET_VERSION;

StatusOr<std::string> AskVersion(const std::string& name) {
  SRNET_ASSIGN_OR_RETURN(const auto program, FindProgram(name));
  return VersionOf(program);
}

StatusOr<std::int64_t> FreeBytes(const std::filesystem::path& folder) {
  SRNET_RETURN_IF_ERROR(MakeDirectories(folder));
  if (::access(folder.c_str(), W_OK) != 0)
    return PermissionDenied("{}: may not be written to", folder.native());
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder, error);
  if (error) return Internal("{}: {}", folder.native(), error.message());
  return static_cast<std::int64_t>(space.available);
}

// What the programs of an embedded service need on this machine.
void ExamineMachine(const Context& context, std::vector<Finding>& findings) {
  for (const char* name : {"srnet-coordinator", "srnet-worker", "srnet-trainer"})
    findings.push_back(JudgeProgram(name, AskVersion(name), kOurVersion));
  findings.push_back(JudgeFolder(context.options.state.native(), FreeBytes(context.options.state)));
}

Status ExamineCatalogue(const Connection& connection, std::vector<Finding>& findings) {
  SRNET_ASSIGN_OR_RETURN(const v1::ListEntriesResponse response, QueryEntries(connection));
  int datasets = 0;
  int models = 0;
  for (const v1::CatalogueEntry& entry : response.entries()) {
    datasets += entry.kind() == v1::CatalogueEntry::KIND_DATASET ? 1 : 0;
    models += entry.kind() == v1::CatalogueEntry::KIND_MODEL ? 1 : 0;
  }
  findings.push_back(
      JudgeCatalogue("data sets", datasets, "srnet data generate, or srnet data import TASK FOLDER"));
  findings.push_back(JudgeCatalogue("models", models, "srnet model import NAME FOLDER"));
  return absl::OkStatus();
}

Status ExamineService(const Service& service, bool embedded, std::vector<Finding>& findings) {
  const Connection& connection = service.connection();
  const auto asked = system_clock::now();
  SRNET_ASSIGN_OR_RETURN(const v1::ListWorkersResponse response, QueryWorkers(connection));
  const auto answered = system_clock::now();
  const std::string& version = response.coordinator().program_version();
  findings.push_back(JudgeCoordinator(connection.address, version, kOurVersion));
  if (response.coordinator().has_time()) {
    const milliseconds theirs(TimeUtil::TimestampToMilliseconds(response.coordinator().time()));
    const auto ours = asked + (answered - asked) / 2;
    findings.push_back(
        JudgeClock(std::chrono::duration_cast<milliseconds>(theirs - ours.time_since_epoch())));
  }
  std::ranges::move(JudgeWorkers({response.workers().begin(), response.workers().end()}, version, embedded),
                    std::back_inserter(findings));
  return ExamineCatalogue(connection, findings);
}

Status Examine(const Context& context, bool embedded, std::vector<Finding>& findings) {
  SRNET_ASSIGN_OR_RETURN(const Service service, Service::Open(context));
  return ExamineService(service, embedded, findings);
}

StatusOr<ExitCode> Doctor(Context& context) {
  const bool embedded = context.options.server.empty();
  std::vector<Finding> findings;
  if (embedded) ExamineMachine(context, findings);
  if (const Status status = Examine(context, embedded, findings); !status.ok()) {
    findings.push_back({.check = "coordinator",
                        .verdict = Verdict::kProblem,
                        .found = std::string(Message(status)),
                        .advice = embedded ? "mend what stands above, then look into coordinator.log of the "
                                             "state folder"
                                           : "see that it runs and that this machine reaches it"});
  }
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", DiagnosisJson(findings));
  } else {
    PrintTable(context, MakeDiagnosisTable(findings, FormOf(context)));
    if (FormOf(context) == Form::kShown) fmt::print(context.out, "{}", DiagnosisDetails(findings));
  }
  return HasProblem(findings) ? ExitCode::kFailed : ExitCode::kDone;
}

}  // namespace

void DeclareDoctor(CLI::App& app, Command& chosen) {
  app.add_subcommand("doctor", "Check the installation and say what to do")->callback([&chosen] {
    chosen = Doctor;
  });
}

}  // namespace srnet::cli
