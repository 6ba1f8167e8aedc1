#include "cli/commands/reproduced_result.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "cli/client/download.h"
#include "cli/commands/entries.h"
#include "cli/commands/scratch_folder.h"
#include "cli/commands/submission.h"
#include "cli/output/provenance.h"
#include "cli/output/words.h"
#include "common/digest/sha256.h"
#include "common/stage/canonical.h"

namespace srnet::cli {
namespace {

using Node = v1::GetLineageResponse::Node;

StatusOr<v1::CatalogueEntry::Kind> KindOf(const std::string& role) {
  if (role == "dataset") return v1::CatalogueEntry::KIND_DATASET;
  if (role == "model") return v1::CatalogueEntry::KIND_MODEL;
  if (role == "word_vectors") return v1::CatalogueEntry::KIND_VECTORS;
  return Internal("no entry of the catalogue has the role {}", role);
}

// "srnet 0.1.0", the program that ran the stage.
std::string RunnerOf(const Node& node) {
  const std::string version = FieldOf(ReadProvenance(node.provenance()), "version");
  return version.empty() ? "the srnet that ran it" : "srnet " + version;
}

Status CheckStanding(const Node& node) {
  const v1::Stage& stage = node.stage();
  if (stage.state() != v1::Stage::STATE_DONE) {
    return FailedPrecondition("stage {} ({}) is {}: only what is done can be reproduced", stage.stage_key(),
                              stage.kind(), StateName(stage.state()));
  }
  if (DigestOf(node.canonical()).ToHex() == stage.stage_key()) return absl::OkStatus();
  return DataLoss("the text of stage {} ({}) has another digest than its key: the database was changed",
                  stage.stage_key(), stage.kind());
}

using Names = std::map<NeededEntry, std::string>;

StatusOr<Names> NamesIn(const Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(const v1::ListEntriesResponse response, QueryEntries(connection));
  Names names;
  for (const v1::CatalogueEntry& entry : response.entries()) {
    SRNET_ASSIGN_OR_RETURN(const Digest digest, Digest::Parse(entry.tree_sha256()));
    names[{entry.kind(), digest}] = entry.name();
  }
  return names;
}

}  // namespace

StatusOr<std::vector<NeededEntry>> EntriesOf(const v1::GetLineageResponse& lineage) {
  std::set<NeededEntry> entries;
  for (const Node& node : lineage.nodes()) {
    SRNET_RETURN_IF_ERROR(CheckStanding(node));
    const StatusOr<stage::Stage> stage = stage::ParseStage(node.canonical());
    if (!stage.ok()) {
      return FailedPrecondition("stage {} ({}) cannot be run by this version: {}; use {}",
                                node.stage().stage_key(), node.stage().kind(), Message(stage.status()),
                                RunnerOf(node));
    }
    for (const stage::Source& source : stage->sources) {
      SRNET_ASSIGN_OR_RETURN(const v1::CatalogueEntry::Kind kind, KindOf(source.role));
      entries.insert({kind, source.digest});
    }
  }
  return std::vector<NeededEntry>(entries.begin(), entries.end());
}

int ThreadsOf(const v1::GetLineageResponse& lineage) {
  std::map<int, int> stages;  // By number of threads.
  for (const Node& node : lineage.nodes()) {
    int threads = 0;
    const std::string text = FieldOf(ReadProvenance(node.provenance()), "threads");
    std::from_chars(text.data(), text.data() + text.size(), threads);
    if (threads > 0) ++stages[threads];
  }
  const auto most = std::max_element(stages.begin(), stages.end(),
                                     [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == stages.end() ? 0 : most->first;
}

Status CopyEntries(Context& context, const Connection& from, const Connection& to,
                   const std::vector<NeededEntry>& entries) {
  SRNET_ASSIGN_OR_RETURN(const Names known, NamesIn(from));
  SRNET_ASSIGN_OR_RETURN(const Names there, NamesIn(to));
  for (const NeededEntry& entry : entries) {
    if (there.contains(entry)) continue;
    SRNET_ASSIGN_OR_RETURN(const ScratchFolder folder, ScratchFolder::Make());
    SRNET_ASSIGN_OR_RETURN(const Tree tree,
                           DownloadWholeTree(from, context.interruption, entry.digest, folder.path()));
    const auto name = known.find(entry);
    // A name that has come to mean something else leaves the older entry without one.
    const std::string called =
        name == known.end() ? "digest-" + entry.digest.ToHex().substr(0, 12) : name->second;
    const auto stored = StoreEntry(context, to, entry.kind, called, tree);
    if (!stored.ok()) return stored.status();
  }
  return absl::OkStatus();
}

StatusOr<v1::Sweep> SubmitLineage(const Connection& connection, const v1::GetLineageResponse& lineage) {
  v1::SubmitStagesRequest request;
  request.set_request_id(NewRequestId());
  request.set_name("reproduce-" + lineage.nodes().rbegin()->stage().stage_key().substr(0, 12));
  for (const Node& node : lineage.nodes()) request.add_stages(node.canonical());
  v1::SubmitStagesResponse response;
  SRNET_RETURN_IF_ERROR(Call(*connection.sweeps, &v1::SweepService::Stub::SubmitStages, request, &response));
  return std::move(*response.mutable_sweep());
}

}  // namespace srnet::cli
