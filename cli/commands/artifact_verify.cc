#include "cli/commands/artifact_verify.h"

#include <fmt/ostream.h>

#include <cstdint>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/client/grpc_status.h"
#include "cli/commands/service.h"
#include "cli/output/artifact_text.h"
#include "cli/output/json.h"
#include "cli/output/words.h"

namespace srnet::cli {
namespace {

// One line, redrawn; nothing where lines cannot be.
void DrawProgress(Context& context, const v1::VerifyArtifactsResponse& response) {
  if (!context.err_terminal.interactive) return;
  fmt::print(context.err, "\r\x1b[Kverified {} of {} blobs, {} of {}", response.blobs_done(),
             response.blobs(), FormatBytes(response.bytes_done()), FormatBytes(response.bytes()));
  context.err.flush();
}

void EraseProgress(Context& context) {
  if (context.err_terminal.interactive) fmt::print(context.err, "\r\x1b[K");
}

// The last response, with the problems of all of them.
StatusOr<v1::VerifyArtifactsResponse> Follow(Context& context, const Connection& connection,
                                             const v1::VerifyArtifactsRequest& request) {
  const bool as_table = context.options.output == OutputFormat::kTable;
  grpc::ClientContext call;
  const Interruption::Scope scope(context.interruption, [&call] { call.TryCancel(); });
  const auto reader = connection.artifacts->VerifyArtifacts(&call, request);
  google::protobuf::RepeatedPtrField<v1::VerifyArtifactsResponse::Problem> problems;
  v1::VerifyArtifactsResponse response;
  while (reader->Read(&response)) {
    if (response.problems_size() > 0) EraseProgress(context);
    for (const auto& problem : response.problems()) {
      if (as_table) fmt::print(context.out, "{}\n", ProblemText(problem));
    }
    DrawProgress(context, response);
    problems.MergeFrom(response.problems());
  }
  EraseProgress(context);
  SRNET_RETURN_IF_ERROR(FromGrpc(reader->Finish()));
  *response.mutable_problems() = problems;
  return response;
}

StatusOr<ExitCode> Verify(Context& context, const v1::VerifyArtifactsRequest& request) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const v1::VerifyArtifactsResponse all,
                         Follow(context, service.connection(), request));
  if (context.options.output == OutputFormat::kJson) {
    fmt::print(context.out, "{}\n", ToJson(all));
  } else {
    fmt::print(context.out, "{} blobs were read, {}\n", all.blobs_done(), FormatBytes(all.bytes_done()));
  }
  if (all.problems_size() == 0) return ExitCode::kDone;
  return DataLoss("{} of {} blobs are not what they should be", all.problems_size(), all.blobs());
}

}  // namespace

void DeclareArtifactVerify(CLI::App& group, Command& chosen) {
  auto rate = std::make_shared<std::int64_t>(0);
  CLI::App* command =
      group.add_subcommand("verify", "Read everything that is stored and compare it with its digests")
          ->fallthrough();
  command->add_option("--rate", *rate, "Read at most so much a second, for example 20MB; 100MB by default")
      ->transform(CLI::AsSizeValue(true))
      ->check(CLI::PositiveNumber);
  command->callback([=, &chosen] {
    chosen = [rate](Context& context) {
      v1::VerifyArtifactsRequest request;
      request.set_bytes_per_second(*rate);
      return Verify(context, request);
    };
  });
}

}  // namespace srnet::cli
