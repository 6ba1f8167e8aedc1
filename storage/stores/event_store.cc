#include "storage/stores/event_store.h"

#include "storage/stores/sweep_rows.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

EventRecord ReadRow(const sqlite::Statement& row) {
  EventRecord event;
  event.number = row.GetInt(0);
  event.at = GetInstant(row, 1);
  event.kind = row.GetText(2);
  if (!row.IsNull(3)) event.sweep = SweepId{row.GetText(3)};
  if (!row.IsNull(4)) event.stage = StageId{row.GetInt(4)};
  if (!row.IsNull(5)) event.worker = WorkerId{row.GetText(5)};
  event.detail = row.GetText(6);
  return event;
}

}  // namespace

StatusOr<std::int64_t> AppendEvent(sqlite::Transaction& transaction, const EventRecord& event) {
  sqlite::Connection& connection = transaction.connection();
  std::optional<std::int64_t> sweep;
  if (event.sweep) {
    SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, *event.sweep));
    sweep = found.number;
  }
  std::optional<std::int64_t> stage;
  if (event.stage) stage = event.stage->value;
  std::optional<std::string> worker;
  if (event.worker) worker = event.worker->value;
  SRNET_RETURN_IF_ERROR(connection.Run(
      "INSERT INTO event (at_ms, kind, sweep, stage, worker, detail) VALUES (?, ?, ?, ?, ?, ?)",
      ToMs(event.at), event.kind, sweep, stage, worker, event.detail));
  return connection.last_insert_id();
}

Status TrimEvents(sqlite::Transaction& transaction, std::int64_t keep) {
  return transaction.connection().Run("DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - ?",
                                      keep);
}

StatusOr<std::vector<EventRecord>> ReadEvents(sqlite::Connection& connection, std::int64_t after,
                                              std::int64_t limit, const std::optional<SweepId>& sweep) {
  std::optional<std::int64_t> only;
  if (sweep) {
    SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, *sweep));
    only = found.number;
  }
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Query(
          "SELECT event.number, at_ms, kind, sweep.id, stage, worker, detail "
          "FROM event LEFT JOIN sweep ON sweep.number = event.sweep "
          "WHERE event.number > ?1 AND (?2 IS NULL OR event.sweep = ?2 OR EXISTS ("
          "SELECT 1 FROM sweep_stage WHERE sweep_stage.sweep = ?2 AND sweep_stage.stage = event.stage)) "
          "ORDER BY event.number LIMIT ?3",
          after, only, limit));
  std::vector<EventRecord> events;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) { events.push_back(ReadRow(row)); }));
  return events;
}

StatusOr<std::int64_t> LastEventNumber(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Prepare("SELECT max(number) FROM event"));
  SRNET_ASSIGN_OR_RETURN(const bool has_row, query.Step());
  return has_row ? query.GetInt(0) : 0;
}

}  // namespace srnet::storage
