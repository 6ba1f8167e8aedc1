#include "storage/stores/sweep_store.h"

#include <nlohmann/json.hpp>

#include "storage/stores/coordinates.h"
#include "storage/stores/page_token.h"
#include "storage/stores/sweep_rows.h"
#include "storage/stores/times.h"

namespace srnet::storage {

Status EndSweep(sqlite::Transaction& transaction, const SweepId& id, SweepState state, Instant now) {
  if (state == SweepState::kActive) return InvalidArgument("sweep {} cannot end as active", id.value);
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(
      connection.Run("UPDATE sweep SET state = ?, ended_ms = ? WHERE id = ? AND state = 'active'",
                     Name(state), ToMs(now), id.value));
  if (connection.changes() == 1) return Status();
  return FindSweep(connection, id).status();  // Unknown, or ended before.
}

Status RecordSweepState(sqlite::Transaction& transaction, const SweepId& id, SweepState state, Instant now) {
  sqlite::Connection& connection = transaction.connection();
  std::optional<std::int64_t> ended;
  if (state != SweepState::kActive) ended = ToMs(now);
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE sweep SET state = ?1, ended_ms = ?2 WHERE id = ?3 AND state NOT IN ('done', 'cancelled', ?1)",
      Name(state), ended, id.value));
  if (connection.changes() == 1) return Status();
  return FindSweep(connection, id).status();
}

Status CancelSweep(sqlite::Transaction& transaction, const SweepId& id, Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  if (found.sweep.state != SweepState::kActive) return Status();
  SRNET_RETURN_IF_ERROR(EndSweep(transaction, id, SweepState::kCancelled, now));
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE stage SET state = 'cancelled', ended_ms = ? WHERE state IN ('blocked', 'ready', 'leased') "
      "AND id IN (SELECT stage FROM sweep_stage WHERE sweep = ?) AND NOT EXISTS ("
      "SELECT 1 FROM sweep_stage AS other JOIN sweep ON sweep.number = other.sweep "
      "WHERE other.stage = stage.id AND sweep.state = 'active')",
      ToMs(now), found.number));
  return connection.Run(
      "UPDATE attempt SET state = 'cancelled', ended_ms = ? WHERE state = 'leased' "
      "AND (SELECT state FROM stage WHERE id = attempt.stage) = 'cancelled'",
      ToMs(now));
}

StatusOr<SweepRecord> ReadSweep(sqlite::Connection& connection, const SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(NumberedSweep found, FindSweep(connection, id));
  return std::move(found.sweep);
}

StatusOr<std::vector<StageCount>> CountStages(sqlite::Connection& connection, const SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query("SELECT kind, state, count FROM sweep_progress "
                                                      "WHERE sweep = ? AND count > 0 ORDER BY kind, state",
                                                      found.number));
  std::vector<StageCount> counts;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    SRNET_ASSIGN_OR_RETURN(const StageState state, ParseStageState(row.GetText(1)));
    counts.push_back({row.GetText(0), state, row.GetInt(2)});
    return Status();
  }));
  return counts;
}

StatusOr<std::vector<PointRecord>> ListPoints(sqlite::Connection& connection, const SweepId& id,
                                              std::int64_t first, std::int64_t limit) {
  SRNET_ASSIGN_OR_RETURN(const NumberedSweep found, FindSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT position, coordinates, key, state FROM point "
                                          "JOIN stage ON stage.id = point.stage "
                                          "WHERE sweep = ? AND position >= ? ORDER BY position LIMIT ?",
                                          found.number, first, limit));
  std::vector<PointRecord> points;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    PointRecord& point = points.emplace_back();
    point.index = row.GetInt(0);
    SRNET_ASSIGN_OR_RETURN(point.coordinates, ParseCoordinates(row.GetText(1)));
    point.stage = StageKey{row.GetDigest(2)};
    SRNET_ASSIGN_OR_RETURN(point.state, ParseStageState(row.GetText(3)));
    return Status();
  }));
  return points;
}

}  // namespace srnet::storage
