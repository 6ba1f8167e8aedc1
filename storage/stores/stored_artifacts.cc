#include "storage/stores/stored_artifacts.h"

#include <nlohmann/json.hpp>

#include "storage/sqlite/transaction.h"
#include "storage/stores/page_token.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

// Takes the parameters ?1 to ?3, see BindFilter.
constexpr std::string_view kMatches =
    "(?1 IS NULL OR digest IN (SELECT artifact_ref.digest FROM sweep "
    "JOIN sweep_stage ON sweep_stage.sweep = sweep.number "
    "JOIN artifact_ref ON artifact_ref.stage = sweep_stage.stage WHERE sweep.id = ?1)) "
    "AND (?2 IS NULL OR digest IN (SELECT artifact_ref.digest FROM stage "
    "JOIN artifact_ref ON artifact_ref.stage = stage.id WHERE stage.key = ?2)) "
    "AND (?3 IS NULL OR digest = ?3)";

void BindFilter(sqlite::Statement& statement, const ArtifactFilter& filter) {
  statement.Bind(filter.sweep ? std::optional(filter.sweep->value) : std::nullopt)
      .Bind(filter.stage ? std::optional(filter.stage->digest) : std::nullopt)
      .Bind(filter.digest);
}

StatusOr<std::vector<StoredArtifact>> ReadArtifactPage(sqlite::Connection& connection,
                                                       const ArtifactFilter& filter, const Digest& after,
                                                       std::int64_t limit) {
  static const std::string sql = fmt::format(
      "SELECT digest, bytes, kind, created_ms FROM artifact WHERE {} AND digest > ?4 ORDER BY digest LIMIT "
      "?5",
      kMatches);
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Prepare(sql));
  BindFilter(query, filter);
  query.Bind(after).Bind(limit);
  std::vector<StoredArtifact> page;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    StoredArtifact& artifact = page.emplace_back();
    artifact.digest = row.GetDigest(0);
    artifact.bytes = row.GetInt(1);
    SRNET_ASSIGN_OR_RETURN(artifact.kind, ParseArtifactKind(row.GetText(2)));
    artifact.created = GetInstant(row, 3);
    return Status();
  }));
  return page;
}

// A text that SQLite itself has written.
std::vector<SweepId> ParseSweeps(const std::string& json) {
  std::vector<SweepId> sweeps;
  for (const nlohmann::json& id : nlohmann::json::parse(json, nullptr, /*allow_exceptions=*/false))
    sweeps.push_back({id.get<std::string>()});
  return sweeps;
}

StatusOr<Referrer> ReadReferrerRow(const sqlite::Statement& row) {
  if (!row.IsNull(1)) {
    return Referrer(ProducingStage{.key = StageKey{row.GetDigest(1)},
                                   .kind = row.GetText(2),
                                   .product = row.GetText(0),
                                   .sweeps = ParseSweeps(row.GetText(3))});
  }
  NamingEntry entry;
  SRNET_ASSIGN_OR_RETURN(entry.kind, ParseCatalogueKind(row.GetText(4)));
  entry.name = row.GetText(5);
  return Referrer(std::move(entry));
}

// The sweeps of a stage, for ParseSweeps. In a query that has a table `stage`.
constexpr std::string_view kSweepsOfStage =
    "(SELECT json_group_array(id) FROM (SELECT sweep.id FROM sweep_stage "
    "JOIN sweep ON sweep.number = sweep_stage.sweep WHERE sweep_stage.stage = stage.id ORDER BY "
    "sweep.number))";

Status AddLoggingAttempts(sqlite::Connection& connection, const Digest& digest,
                          std::vector<Referrer>& referrers) {
  static const std::string sql = fmt::format(
      "SELECT stage.key, stage.kind, (SELECT count(*) FROM attempt AS other "
      "WHERE other.stage = attempt.stage AND other.token <= attempt.token), {} "
      "FROM attempt JOIN stage ON stage.id = attempt.stage WHERE attempt.log = ? ORDER BY attempt.token",
      kSweepsOfStage);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, digest));
  return query.Each([&](const sqlite::Statement& row) {
    referrers.emplace_back(LoggingAttempt{.key = StageKey{row.GetDigest(0)},
                                          .kind = row.GetText(1),
                                          .number = row.GetInt(2),
                                          .sweeps = ParseSweeps(row.GetText(3))});
  });
}

}  // namespace

StatusOr<ArtifactPage> ListArtifacts(sqlite::Connection& connection, const ArtifactFilter& filter,
                                     std::int64_t limit, const std::string& page) {
  if (limit < 1) return InvalidArgument("a page of {} artifacts: ask for at least 1", limit);
  Digest after;
  if (!page.empty()) {
    SRNET_ASSIGN_OR_RETURN(const nlohmann::json token, ParsePageToken(page, "s"));
    SRNET_ASSIGN_OR_RETURN(after, Digest::Parse(token[0].get<std::string>()));
  }
  SRNET_ASSIGN_OR_RETURN(const auto one_state, sqlite::ReadSnapshot::Begin(connection));
  ArtifactPage result;
  SRNET_ASSIGN_OR_RETURN(result.artifacts, ReadArtifactPage(connection, filter, after, limit));
  for (StoredArtifact& artifact : result.artifacts) {
    SRNET_ASSIGN_OR_RETURN(artifact.referrers, ReadReferrers(connection, artifact.digest));
  }
  if (static_cast<std::int64_t>(result.artifacts.size()) == limit)
    result.next_page = PageToken(nlohmann::json::array({result.artifacts.back().digest.ToHex()}));
  return result;
}

StatusOr<ArtifactTotals> CountArtifacts(sqlite::Connection& connection, const ArtifactFilter& filter) {
  static const std::string sql =
      fmt::format("SELECT count(*), coalesce(sum(bytes), 0) FROM artifact WHERE {}", kMatches);
  SRNET_ASSIGN_OR_RETURN(sqlite::Statement query, connection.Prepare(sql));
  BindFilter(query, filter);
  SRNET_RETURN_IF_ERROR(query.Step().status());
  return ArtifactTotals{.artifacts = query.GetInt(0), .bytes = query.GetInt(1)};
}

StatusOr<std::vector<ArtifactDigest>> ReadArtifactDigests(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT digest, bytes, kind FROM artifact ORDER BY digest"));
  std::vector<ArtifactDigest> digests;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    ArtifactDigest& artifact = digests.emplace_back();
    artifact.digest = row.GetDigest(0);
    artifact.bytes = row.GetInt(1);
    SRNET_ASSIGN_OR_RETURN(artifact.kind, ParseArtifactKind(row.GetText(2)));
    return Status();
  }));
  return digests;
}

StatusOr<std::vector<Referrer>> ReadReferrers(sqlite::Connection& connection, const Digest& digest) {
  static const std::string sql = fmt::format(
      "SELECT artifact_ref.name, stage.key, stage.kind, {}, catalogue.kind, catalogue.name "
      "FROM artifact_ref LEFT JOIN stage ON stage.id = artifact_ref.stage "
      "LEFT JOIN catalogue ON catalogue.id = artifact_ref.catalogue "
      "WHERE artifact_ref.digest = ? ORDER BY artifact_ref.id",
      kSweepsOfStage);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, digest));
  std::vector<Referrer> referrers;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(Referrer referrer, ReadReferrerRow(row));
    referrers.push_back(std::move(referrer));
    return Status();
  }));
  SRNET_RETURN_IF_ERROR(AddLoggingAttempts(connection, digest, referrers));
  return referrers;
}

}  // namespace srnet::storage
