// What it takes to run a result once more: its stages, and the entries of the catalogue that they read.
#pragma once

#include <string>
#include <vector>

#include "cli/client/connection.h"
#include "cli/commands/context.h"
#include "common/digest/digest.h"
#include "common/status/status.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::cli {

struct NeededEntry {
  v1::CatalogueEntry::Kind kind = v1::CatalogueEntry::KIND_UNSPECIFIED;
  Digest digest;

  auto operator<=>(const NeededEntry&) const = default;
};

// Each once. FAILED_PRECONDITION: a stage is not done, or this program's version cannot run it; DATA_LOSS:
// the text of a stage is not what its key says.
StatusOr<std::vector<NeededEntry>> EntriesOf(const v1::GetLineageResponse& lineage);

// With how many threads most of its stages were run: products of matrices may round differently with another
// number. 0: not known.
int ThreadsOf(const v1::GetLineageResponse& lineage);

// Brings those of `entries` that `to` lacks there, under the names that they have in `from`. Fails as
// DownloadWholeTree and StoreEntry.
Status CopyEntries(Context& context, const Connection& from, const Connection& to,
                   const std::vector<NeededEntry>& entries);

// Makes the stages of the lineage a sweep of their own. Fails as SweepService.SubmitStages.
StatusOr<v1::Sweep> SubmitLineage(const Connection& connection, const v1::GetLineageResponse& lineage);

}  // namespace srnet::cli
