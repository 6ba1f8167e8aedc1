#include "storage/stores/stage_standing.h"

#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

Status RecordWaiting(sqlite::Connection& connection, const StageStanding& standing) {
  return connection.Run(
      "UPDATE stage SET state = CASE WHEN EXISTS ("
      "SELECT 1 FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
      "WHERE stage_input.stage = stage.id AND input.state <> 'done') THEN 'blocked' ELSE 'ready' END, "
      "ended_ms = NULL, crashes = ?, memory_class = ?, failure_class = '', failure_message = '' "
      "WHERE id = ? AND state IN ('failed', 'skipped', 'cancelled')",
      standing.crashes, standing.memory_class, standing.stage.value);
}

Status RecordFailed(sqlite::Connection& connection, const StageStanding& standing, Instant now) {
  return connection.Run(
      "UPDATE stage SET state = 'failed', ended_ms = ?, crashes = ?, memory_class = ?, failure_class = ?, "
      "failure_message = ? WHERE id = ? AND state NOT IN ('leased', 'done', 'failed')",
      ToMs(now), standing.crashes, standing.memory_class, standing.failure_class, standing.failure_message,
      standing.stage.value);
}

// Says which stage failed, as the end of an attempt does for those that it skips.
Status RecordSkipped(sqlite::Connection& connection, StageId stage, Instant now) {
  return connection.Run(
      "UPDATE stage SET state = 'skipped', ended_ms = ?, failure_class = '', failure_message = coalesce(("
      "SELECT CASE input.state WHEN 'failed' THEN 'stage ' || lower(hex(input.key)) || ' failed' "
      "ELSE input.failure_message END FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
      "WHERE stage_input.stage = stage.id AND input.state IN ('failed', 'skipped') LIMIT 1), '') "
      "WHERE id = ? AND state NOT IN ('leased', 'done', 'skipped')",
      ToMs(now), stage.value);
}

Status RecordCancelled(sqlite::Connection& connection, StageId stage, Instant now) {
  return connection.Run(
      "UPDATE stage SET state = 'cancelled', ended_ms = ?, failure_class = '', failure_message = '' "
      "WHERE id = ? AND state NOT IN ('leased', 'done', 'cancelled')",
      ToMs(now), stage.value);
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
      return RecordSkipped(connection, standing.stage, now);
    case StageState::kCancelled:
      return RecordCancelled(connection, standing.stage, now);
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
