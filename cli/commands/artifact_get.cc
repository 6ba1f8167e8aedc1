#include "cli/commands/artifact_get.h"

#include <fmt/ostream.h>

#include <cctype>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "cli/client/download.h"
#include "cli/commands/advice.h"
#include "cli/commands/service.h"
#include "common/files/incoming.h"
#include "common/files/safe_name.h"

namespace srnet::cli {
namespace {

namespace fs = std::filesystem;

struct Wanted {
  Digest digest;
  std::string name;  // Of the file in the folder; empty: it is a folder itself.
};

// A product's name is the service's word; it must not lead out of the folder.
std::string FileName(const std::string& product, const Digest& digest) {
  return IsSafeName(product) ? product : digest.ToHex();
}

StatusOr<v1::ListArtifactsResponse> Look(const Connection& connection,
                                         const v1::ListArtifactsRequest& request) {
  v1::ListArtifactsResponse response;
  SRNET_RETURN_IF_ERROR(
      Call(*connection.artifacts, &v1::ArtifactService::Stub::ListArtifacts, request, &response));
  return response;
}

StatusOr<v1::ListArtifactsResponse> LookAtStage(const Connection& connection, const std::string& stage) {
  v1::ListArtifactsRequest request;
  request.set_stage_key(stage);
  request.set_page_size(1000);
  auto response = Look(connection, request);
  if (response.ok() || !IsAboutAName(response.status())) return response;
  return WithAdvice(response.status(),
                    "; STAGE/NAME wants a stage: srnet lineage names those behind a point, as last/0");
}

// Keys are written in lower-case digits.
std::string Lowered(std::string stage) {
  for (char& c : stage) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return stage;
}

// "STAGE/NAME"
StatusOr<Wanted> FindProduct(const Connection& connection, const std::string& stage,
                             const std::string& name) {
  SRNET_ASSIGN_OR_RETURN(const v1::ListArtifactsResponse response, LookAtStage(connection, stage));
  std::string names;
  for (const v1::Artifact& artifact : response.artifacts()) {
    for (const v1::ArtifactReferrer& referrer : artifact.referrers()) {
      if (!referrer.stage_key().starts_with(stage)) continue;
      if (referrer.product() != name) {
        names += (names.empty() ? "" : ", ") + referrer.product();
        continue;
      }
      SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(artifact.sha256()));
      return Wanted{digest, FileName(name, digest)};
    }
  }
  if (names.empty())
    return NotFound("stage {} has no products: it has not run to its end, or yields numbers only", stage);
  return NotFound("stage {} has no product {}; it has {}", stage, name, names);
}

// A digest that no artifact has may be that of a file in a folder.
StatusOr<Wanted> FindArtifact(const Connection& connection, const Digest& digest) {
  v1::ListArtifactsRequest request;
  request.set_sha256(digest.ToHex());
  SRNET_ASSIGN_OR_RETURN(const v1::ListArtifactsResponse response, Look(connection, request));
  if (response.artifacts_size() == 0) return Wanted{digest, digest.ToHex()};
  const v1::Artifact& artifact = response.artifacts(0);
  if (artifact.kind() == v1::Artifact::KIND_TREE) return Wanted{digest, ""};
  const std::string product = artifact.referrers_size() > 0 ? artifact.referrers(0).product() : "";
  return Wanted{digest, FileName(product, digest)};
}

StatusOr<Wanted> Find(const Connection& connection, const std::string& what) {
  const std::size_t slash = what.find('/');
  if (slash == 0 || slash + 1 == what.size())
    return InvalidArgument("{}: write a SHA-256 or STAGE/NAME", what);
  if (slash != std::string::npos)
    return FindProduct(connection, Lowered(what.substr(0, slash)), what.substr(slash + 1));
  SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(what));
  return FindArtifact(connection, digest);
}

Status FetchInto(const Connection& connection, Interruption& interruption, const Wanted& wanted,
                 const fs::path& folder) {
  if (!wanted.name.empty())
    return DownloadBlob(connection, interruption, wanted.digest, folder / wanted.name);
  return DownloadTree(
      connection, interruption, wanted.digest, [](std::string_view) { return true; }, folder);
}

// The folder appears with everything in it, or not at all.
StatusOr<ExitCode> GetArtifact(Context& context, const std::string& what, const std::string& folder) {
  SRNET_ASSIGN_OR_RETURN(Service service, Service::Open(context));
  SRNET_ASSIGN_OR_RETURN(const Wanted wanted, Find(service.connection(), what));
  SRNET_ASSIGN_OR_RETURN(Incoming incoming, Incoming::Folder(folder));
  SRNET_RETURN_IF_ERROR(FetchInto(service.connection(), context.interruption, wanted, incoming.path()));
  SRNET_RETURN_IF_ERROR(incoming.Arrive());
  const fs::path& path = incoming.place();
  if (context.options.output == OutputFormat::kJson) {
    const nlohmann::json document = {{"folder", path.native()}, {"sha256", wanted.digest.ToHex()}};
    fmt::print(context.out, "{}\n", document.dump());
  } else {
    fmt::print(context.out, "{}\n", wanted.name.empty() ? path.native() : (path / wanted.name).native());
  }
  return ExitCode::kDone;
}

}  // namespace

void DeclareArtifactGet(CLI::App& group, Command& chosen) {
  auto what = std::make_shared<std::string>();
  auto folder = std::make_shared<std::string>();
  CLI::App* command = group.add_subcommand("get", "Take an artifact away, verified")->fallthrough();
  command->add_option("what", *what, "Its SHA-256, or STAGE/NAME: the product of a stage")->required();
  command->add_option("-o,--out", *folder, "Folder for it; must not exist or be empty")->required();
  command->callback(
      [=, &chosen] { chosen = [=](Context& context) { return GetArtifact(context, *what, *folder); }; });
}

}  // namespace srnet::cli
