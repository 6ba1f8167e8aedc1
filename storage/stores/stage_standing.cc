#include "storage/stores/stage_standing.h"

#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

Status RecordWaiting(sqlite::Connection& connection, const StageStanding& standing) {
  return connection.Run(
      "UPDATE stage SET state = CASE WHEN EXISTS ("
      "SELECT 1 FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
      "WHERE stage_input.stage = stage.id AND input.state <> 'done') THEN 'blocked' ELSE 'ready' END, "
      "ended_ms = NULL, crashes = ?, failure_class = '', failure_message = '' "
      "WHERE id = ? AND state IN ('failed', 'skipped', 'cancelled')",
      standing.crashes, standing.stage.value);
}

Status RecordFailed(sqlite::Connection& connection, const StageStanding& standing, Instant now) {
  return connection.Run(
      "UPDATE stage SET state = 'failed', ended_ms = ?, crashes = ?, failure_class = ?, failure_message = ? "
      "WHERE id = ? AND state NOT IN ('leased', 'done', 'failed')",
      ToMs(now), standing.crashes, standing.failure_class, standing.failure_message, standing.stage.value);
}

Status RecordEnded(sqlite::Connection& connection, const StageStanding& standing, Instant now) {
  const std::string_view state = Name(standing.state);
  return connection.Run(
      "UPDATE stage SET state = ?1, ended_ms = ?2, failure_class = '', failure_message = '' "
      "WHERE id = ?3 AND state NOT IN ('leased', 'done', ?1)",
      state, ToMs(now), standing.stage.value);
}

Status Record(sqlite::Connection& connection, const StageStanding& standing, Instant now) {
  switch (standing.state) {
    case StageState::kBlocked:
    case StageState::kReady:
    case StageState::kLeased:
      return RecordWaiting(connection, standing);
    case StageState::kFailed:
      return RecordFailed(connection, standing, now);
    case StageState::kSkipped:
    case StageState::kCancelled:
      return RecordEnded(connection, standing, now);
    case StageState::kDone:
      return Status();  // Its result says so.
  }
  return Status();
}

}  // namespace

Status RecordStandings(sqlite::Transaction& transaction, std::span<const StageStanding> standings,
                       Instant now) {
  for (const StageStanding& standing : standings) {
    SRNET_RETURN_IF_ERROR(Record(transaction.connection(), standing, now));
  }
  return Status();
}

}  // namespace srnet::storage
