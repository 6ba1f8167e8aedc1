#include "cli/output/artifact_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

#include "cli/output/words.h"

namespace srnet::cli {
namespace {

using Problem = v1::VerifyArtifactsResponse::Problem;

constexpr int kReferrersShown = 2;

std::string KindText(v1::CatalogueEntry::Kind kind) {
  if (kind == v1::CatalogueEntry::KIND_DATASET) return "data set";
  return kind == v1::CatalogueEntry::KIND_MODEL ? "model" : "vectors";
}

std::string ReferrersText(const google::protobuf::RepeatedPtrField<v1::ArtifactReferrer>& referrers,
                          int shown = kReferrersShown) {
  std::vector<std::string> texts;
  for (int i = 0; i < std::min(referrers.size(), shown); ++i) texts.push_back(ReferrerText(referrers[i]));
  if (referrers.size() > shown) texts.push_back(fmt::format("{} more", referrers.size() - shown));
  return fmt::format("{}", fmt::join(texts, "; "));
}

std::string FaultText(Problem::Kind kind) {
  switch (kind) {
    case Problem::KIND_MISSING:
      return "is missing";
    case Problem::KIND_SHORT:
      return "was cut";
    case Problem::KIND_WRONG:
      return "has other bytes";
    default:
      return "cannot be read";
  }
}

// An import leaves a file alone that is there, whatever is in it.
std::string RemedyText(const Problem& problem, bool imported) {
  if (problem.kind() == Problem::KIND_UNREADABLE)
    return fmt::format("see to the disk and the permissions of {}", problem.path());
  if (!imported) return fmt::format("restore {} from a backup", problem.path());
  if (problem.kind() == Problem::KIND_MISSING)
    return fmt::format("import it again, or restore {} from a backup", problem.path());
  return fmt::format("remove {} and import it again", problem.path());
}

std::string CountText(std::int64_t blobs, std::int64_t bytes) {
  return fmt::format("{} {}, {}", blobs, blobs == 1 ? "blob" : "blobs", FormatBytes(bytes));
}

}  // namespace

std::string ReferrerText(const v1::ArtifactReferrer& referrer) {
  if (referrer.stage_key().empty())
    return fmt::format("{} {}", KindText(referrer.entry_kind()), referrer.entry_name());
  const std::string what = referrer.logged_attempt() > 0
                               ? fmt::format("log of attempt {}", referrer.logged_attempt())
                               : referrer.product();
  std::string text = fmt::format("{} {}", referrer.stage_kind(), what);
  if (referrer.sweep_ids_size() > 0) text += fmt::format(" in {}", fmt::join(referrer.sweep_ids(), ", "));
  return text;
}

Table ArtifactTable(const v1::ListArtifactsResponse& response, Form form) {
  const bool exact = form == Form::kExact;
  Table table;
  table.columns = {{"artifact"}, {"size", true}, {"kind"}, {"since (UTC)"}, {"of"}};
  for (const v1::Artifact& artifact : response.artifacts()) {
    const auto& referrers = artifact.referrers();
    table.rows.push_back({artifact.sha256(),
                          exact ? fmt::format("{}", artifact.bytes()) : FormatBytes(artifact.bytes()),
                          artifact.kind() == v1::Artifact::KIND_TREE ? "folder" : "file",
                          FormatTime(artifact.create_time(), form),
                          ReferrersText(referrers, exact ? referrers.size() : kReferrersShown)});
  }
  return table;
}

std::string ProblemText(const Problem& problem) {
  const auto& referrers = problem.referrers();
  const bool imported = std::any_of(referrers.begin(), referrers.end(),
                                    [](const auto& referrer) { return referrer.stage_key().empty(); });
  const std::string file = problem.file().empty() ? "" : fmt::format("{} of ", problem.file());
  return fmt::format("{} ({}{}) {}: {}", problem.sha256(), file, ReferrersText(referrers),
                     FaultText(problem.kind()), RemedyText(problem, imported));
}

std::string GarbageText(const v1::CollectGarbageResponse& response, bool dry_run) {
  std::string text = fmt::format("{} {}\n", dry_run ? "would remove" : "removed",
                                 CountText(response.blobs(), response.bytes()));
  if (response.kept_blobs() > 0) {
    text += fmt::format("{} that nothing refers to are kept until the grace period is over\n",
                        CountText(response.kept_blobs(), response.kept_bytes()));
  }
  return text;
}

}  // namespace srnet::cli
