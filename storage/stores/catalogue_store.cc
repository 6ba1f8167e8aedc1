#include "storage/stores/catalogue_store.h"

#include "storage/stores/enum_names.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 3> kCatalogueKinds = {"dataset", "model", "vectors"};

constexpr std::string_view kSelect =
    "SELECT catalogue.kind, catalogue.name, digest, bytes, description, catalogue.created_ms "
    "FROM catalogue JOIN artifact USING (digest)";

StatusOr<CatalogueEntry> ReadRow(const sqlite::Statement& row) {
  CatalogueEntry entry;
  SRNET_ASSIGN_OR_RETURN(entry.kind, ParseCatalogueKind(row.GetText(0)));
  entry.name = row.GetText(1);
  entry.digest = row.GetDigest(2);
  entry.bytes = row.GetInt(3);
  entry.description = row.GetText(4);
  entry.created = GetInstant(row, 5);
  return entry;
}

StatusOr<std::vector<CatalogueEntry>> ReadRows(StatusOr<sqlite::Statement> query) {
  if (!query.ok()) return query.status();
  std::vector<CatalogueEntry> entries;
  SRNET_RETURN_IF_ERROR(query->Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(entries.emplace_back(), ReadRow(row));
    return Status();
  }));
  return entries;
}

// A stage may have produced the bytes of the manifest before; from now on its files have to be kept too.
Status Insert(sqlite::Connection& connection, const CatalogueEntry& entry) {
  SRNET_RETURN_IF_ERROR(
      connection.Run("INSERT INTO artifact (digest, bytes, kind, created_ms) VALUES (?, ?, 'tree', ?) ON "
                     "CONFLICT (digest) DO UPDATE SET kind = 'tree', bytes = excluded.bytes",
                     entry.digest, entry.bytes, ToMs(entry.created)));
  SRNET_RETURN_IF_ERROR(connection.Run(
      "INSERT INTO catalogue (kind, name, digest, created_ms, description) VALUES (?, ?, ?, ?, ?)",
      Name(entry.kind), entry.name, entry.digest, ToMs(entry.created), entry.description));
  return connection.Run("INSERT INTO artifact_ref (catalogue, name, digest) VALUES (?, 'tree', ?)",
                        connection.last_insert_id(), entry.digest);
}

}  // namespace

std::string_view Name(CatalogueKind kind) { return EnumName(kCatalogueKinds, kind); }

StatusOr<CatalogueKind> ParseCatalogueKind(std::string_view name) {
  return ParseEnum<CatalogueKind>(kCatalogueKinds, "kind of a catalogue entry", name);
}

Status PutCatalogueEntry(sqlite::Transaction& transaction, const CatalogueEntry& entry) {
  if (entry.name.empty()) return InvalidArgument("a {} needs a name", Name(entry.kind));
  sqlite::Connection& connection = transaction.connection();
  const StatusOr<CatalogueEntry> newest = ReadCatalogueEntry(connection, entry.kind, entry.name);
  if (!newest.ok() && !absl::IsNotFound(newest.status())) return newest.status();
  if (newest.ok() && newest->digest == entry.digest && newest->description == entry.description)
    return Status();
  return Insert(connection, entry);
}

StatusOr<CatalogueEntry> ReadCatalogueEntry(sqlite::Connection& connection, CatalogueKind kind,
                                            std::string_view name) {
  SRNET_ASSIGN_OR_RETURN(auto history, ReadCatalogueHistory(connection, kind, name));
  if (history.empty()) {
    return NotFound("there is no {} named \"{}\": import it first, or see what is there with srnet data list",
                    Name(kind), name);
  }
  return std::move(history.front());
}

StatusOr<std::vector<CatalogueEntry>> ListCatalogue(sqlite::Connection& connection,
                                                    std::optional<CatalogueKind> kind) {
  static const std::string sql = fmt::format(
      "{} WHERE catalogue.id IN (SELECT max(id) FROM catalogue GROUP BY kind, name) AND (?1 = '' OR "
      "catalogue.kind = ?1) "
      "ORDER BY catalogue.kind, catalogue.name",
      kSelect);
  return ReadRows(connection.Query(sql, kind ? Name(*kind) : std::string_view()));
}

StatusOr<std::vector<CatalogueEntry>> FindCatalogueEntries(sqlite::Connection& connection, CatalogueKind kind,
                                                           const Digest& tree) {
  static const std::string sql =
      fmt::format("{} WHERE catalogue.kind = ? AND catalogue.digest = ? ORDER BY catalogue.id DESC", kSelect);
  return ReadRows(connection.Query(sql, Name(kind), tree));
}

StatusOr<std::vector<CatalogueEntry>> ReadCatalogueHistory(sqlite::Connection& connection, CatalogueKind kind,
                                                           std::string_view name) {
  static const std::string sql =
      fmt::format("{} WHERE catalogue.kind = ? AND catalogue.name = ? ORDER BY catalogue.id DESC", kSelect);
  return ReadRows(connection.Query(sql, Name(kind), name));
}

}  // namespace srnet::storage
