// What the database says of artifacts: which there are, and who refers to them.
//
// A folder counts as one artifact; its files are named by its manifest and have no rows of their own. Reads
// only; codes beside those of storage/sqlite/error.h are named per function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/stores/catalogue_store.h"
#include "storage/stores/stage_records.h"
#include "storage/stores/sweep_records.h"

namespace srnet::storage {

// A stage whose product it is.
struct ProducingStage {
  StageKey key;
  std::string kind;
  std::string product;          // Its name.
  std::vector<SweepId> sweeps;  // That the stage is of, by age.
};

// An attempt whose log it is.
struct LoggingAttempt {
  StageKey key;  // Of its stage.
  std::string kind;
  std::int64_t number = 0;      // From 1, in the order of the grants of the stage.
  std::vector<SweepId> sweeps;  // That the stage is of, by age.
};

// An entry of the catalogue, the newest of its name or an older one.
struct NamingEntry {
  CatalogueKind kind = CatalogueKind::kDataset;
  std::string name;
};

using Referrer = std::variant<ProducingStage, LoggingAttempt, NamingEntry>;

struct StoredArtifact {
  Digest digest;
  std::int64_t bytes = 0;  // Of a folder: of all its files.
  ArtifactKind kind = ArtifactKind::kBlob;
  Instant created;
  std::vector<Referrer> referrers;  // In the order in which they came, logs last.
};

// All conditions must hold; an empty filter accepts everything.
struct ArtifactFilter {
  std::optional<SweepId> sweep;  // Products of its stages, also of those that it shares.
  std::optional<StageKey> stage;
  std::optional<Digest> digest;
};

struct ArtifactPage {
  std::vector<StoredArtifact> artifacts;  // By digest.
  std::string next_page;                  // Empty at the end.
};

// `page` is empty or the next_page of the page before, with the same filter. INVALID_ARGUMENT: a page that
// this function did not return, or a limit below 1.
StatusOr<ArtifactPage> ListArtifacts(sqlite::Connection& connection, const ArtifactFilter& filter,
                                     std::int64_t limit, const std::string& page);

struct ArtifactTotals {
  std::int64_t artifacts = 0;
  std::int64_t bytes = 0;
};
StatusOr<ArtifactTotals> CountArtifacts(sqlite::Connection& connection, const ArtifactFilter& filter);

struct ArtifactDigest {
  Digest digest;
  std::int64_t bytes = 0;  // As above.
  ArtifactKind kind = ArtifactKind::kBlob;
};

// All that rows refer to, by digest.
StatusOr<std::vector<ArtifactDigest>> ReadArtifactDigests(sqlite::Connection& connection);

StatusOr<std::vector<Referrer>> ReadReferrers(sqlite::Connection& connection, const Digest& digest);

}  // namespace srnet::storage
