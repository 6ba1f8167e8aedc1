#include "storage/stores/attempt_store.h"

#include <cmath>

#include "common/files/safe_name.h"
#include "storage/stores/curve_rows.h"
#include "storage/stores/enum_names.h"
#include "storage/stores/live_attempt.h"
#include "storage/stores/profile_store.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 5> kAttemptStates = {"leased", "done", "failed", "lost", "cancelled"};

Status CheckResult(const StageResult& result) {
  for (const MetricRecord& metric : result.metrics) {
    if (!std::isnan(metric.value)) continue;
    return InvalidArgument("metric {} of set \"{}\", group \"{}\" is not a number", metric.metric, metric.set,
                           metric.group);
  }
  for (const NamedArtifact& artifact : result.artifacts) {
    // Whoever takes a product away writes a file of its name.
    if (artifact.bytes >= 0 && IsSafeName(artifact.name) && !artifact.digest.IsZero()) continue;
    return InvalidArgument(
        "artifact \"{}\" of {} bytes has no digest, no size or no name that a file may have", artifact.name,
        artifact.bytes);
  }
  return CheckCurve(result.curve);
}

std::int64_t BytesOf(const StageResult& result) {
  std::int64_t bytes = 0;
  for (const NamedArtifact& artifact : result.artifacts) bytes += artifact.bytes;
  return bytes;
}

// A key that is there already means that the result itself names something twice.
Status AsRepetition(const Status& status, std::string_view what, std::string_view name) {
  if (!absl::IsAlreadyExists(status)) return status;
  return InvalidArgument("the result has {} {} twice", what, name);
}

Status InsertArtifacts(sqlite::Connection& connection, StageId stage, const StageResult& result,
                       Instant now) {
  for (const NamedArtifact& artifact : result.artifacts) {
    SRNET_RETURN_IF_ERROR(connection.Run(
        "INSERT INTO artifact (digest, bytes, kind, created_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        artifact.digest, artifact.bytes, Name(artifact.kind), ToMs(now)));
    SRNET_RETURN_IF_ERROR(
        AsRepetition(connection.Run("INSERT INTO artifact_ref (stage, name, digest) VALUES (?, ?, ?)",
                                    stage.value, artifact.name, artifact.digest),
                     "artifact", artifact.name));
  }
  return Status();
}

Status InsertMetrics(sqlite::Connection& connection, StageId stage, const StageResult& result) {
  SRNET_ASSIGN_OR_RETURN(auto insert,
                         connection.Prepare("INSERT INTO metric (stage, set_name, metric, group_name, value) "
                                            "VALUES (?, ?, ?, ?, ?)"));
  for (const MetricRecord& metric : result.metrics) {
    insert.Bind(stage.value).Bind(metric.set).Bind(metric.metric).Bind(metric.group).Bind(metric.value);
    SRNET_RETURN_IF_ERROR(AsRepetition(insert.Run(), "metric", metric.metric));
  }
  return Status();
}

// Dependants whose inputs are all done now.
Status FreeDependants(sqlite::Connection& connection, StageId stage) {
  return connection.Run(
      "UPDATE stage SET state = 'ready' "
      "WHERE state = 'blocked' AND id IN (SELECT stage FROM stage_input WHERE input = ?) AND NOT EXISTS ("
      "SELECT 1 FROM stage_input JOIN stage AS input ON input.id = stage_input.input "
      "WHERE stage_input.stage = stage.id AND input.state <> 'done')",
      stage.value);
}

StatusOr<std::vector<StageId>> SkipDependants(sqlite::Connection& connection, StageId stage, Instant now) {
  SRNET_ASSIGN_OR_RETURN(
      auto update,
      connection.Query(
          "WITH RECURSIVE dependant (id) AS ("
          "SELECT stage FROM stage_input WHERE input = ?1 UNION "
          "SELECT stage_input.stage FROM stage_input JOIN dependant ON stage_input.input = dependant.id) "
          "UPDATE stage SET state = 'skipped', ended_ms = ?2, failure_message = "
          "'stage ' || (SELECT lower(hex(key)) FROM stage WHERE id = ?1) || ' failed' "
          "WHERE state = 'blocked' AND id IN (SELECT id FROM dependant) RETURNING id",
          stage.value, ToMs(now)));
  std::vector<StageId> skipped;
  SRNET_RETURN_IF_ERROR(
      update.Each([&](const sqlite::Statement& row) { skipped.push_back({row.GetInt(0)}); }));
  return skipped;
}

Status EndAttemptRow(sqlite::Connection& connection, Token token, const AttemptEnd& end, Instant now) {
  return connection.Run(
      "UPDATE attempt SET state = ?, failure_class = ?, message = ?, provenance = ?, ended_ms = ? WHERE "
      "token = ?",
      Name(end.state), end.failure_class, end.message, end.provenance, ToMs(now), token.value);
}

StageState StateAfter(StageFate fate) {
  switch (fate) {
    case StageFate::kRequeue:
      return StageState::kReady;
    case StageFate::kFail:
      return StageState::kFailed;
    case StageFate::kCancel:
      return StageState::kCancelled;
  }
  return StageState::kFailed;
}

Status SetStageAfter(sqlite::Connection& connection, StageId stage, const AttemptEnd& end, Instant now) {
  const StageState state = StateAfter(end.fate);
  std::optional<std::int64_t> ended;
  if (IsFinal(state)) ended = ToMs(now);
  return connection.Run(
      "UPDATE stage SET state = ?, ended_ms = ?, crashes = coalesce(?, crashes), "
      "memory_class = coalesce(?, memory_class), checkpoint = coalesce(?, checkpoint), failure_class = ?, "
      "failure_message = ? WHERE id = ?",
      Name(state), ended, end.crashes, end.memory_class, end.checkpoint, end.failure_class, end.message,
      stage.value);
}

Status CheckEnd(const AttemptEnd& end) {
  if (end.state != AttemptState::kLeased && end.state != AttemptState::kDone) return Status();
  return InvalidArgument("an attempt cannot end without a result as {}", Name(end.state));
}

StatusOr<bool> Exists(sqlite::Connection& connection, std::string_view sql, const auto& id) {
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, id));
  return query.Step();
}

}  // namespace

std::string_view Name(AttemptState state) { return EnumName(kAttemptStates, state); }

StatusOr<AttemptState> ParseAttemptState(std::string_view name) {
  return ParseEnum<AttemptState>(kAttemptStates, "state of an attempt", name);
}

StatusOr<Token> RecordGrant(sqlite::Transaction& transaction, StageId stage, const WorkerId& worker,
                            Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(const bool known,
                         Exists(connection, "SELECT 1 FROM worker WHERE id = ?", worker.value));
  if (!known) return Aborted("worker {} is not recorded yet", worker.value);
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE stage SET state = 'leased', attempts = attempts + 1 WHERE id = ? AND state = 'ready'",
      stage.value));
  if (connection.changes() == 0) {
    SRNET_ASSIGN_OR_RETURN(const bool there,
                           Exists(connection, "SELECT 1 FROM stage WHERE id = ?", stage.value));
    if (!there) return NotFound("there is no stage with row {}", stage.value);
    return Aborted("the stage with row {} is not ready, so it cannot be granted now", stage.value);
  }
  SRNET_RETURN_IF_ERROR(
      connection.Run("INSERT INTO attempt (stage, worker, state, granted_ms) VALUES (?, ?, 'leased', ?)",
                     stage.value, worker.value, ToMs(now)));
  return Token{connection.last_insert_id()};
}

Status RecordStart(sqlite::Transaction& transaction, StageId stage, Token token, Instant now) {
  SRNET_RETURN_IF_ERROR(RequireLiveAttempt(transaction.connection(), stage, token));
  return transaction.connection().Run(
      "UPDATE attempt SET started_ms = ? WHERE token = ? AND started_ms IS NULL", ToMs(now), token.value);
}

Status AcceptResult(sqlite::Transaction& transaction, StageId stage, Token token, const StageResult& result,
                    Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(RequireLiveAttempt(connection, stage, token));
  SRNET_RETURN_IF_ERROR(CheckResult(result));
  AttemptEnd end;
  end.state = AttemptState::kDone;
  end.provenance = result.provenance;
  SRNET_RETURN_IF_ERROR(EndAttemptRow(connection, token, end, now));
  SRNET_RETURN_IF_ERROR(connection.Run(
      "UPDATE stage SET state = 'done', ended_ms = ?, failure_class = '', failure_message = '' WHERE id = ?",
      ToMs(now), stage.value));
  SRNET_RETURN_IF_ERROR(InsertArtifacts(connection, stage, result, now));
  SRNET_RETURN_IF_ERROR(InsertMetrics(connection, stage, result));
  SRNET_RETURN_IF_ERROR(StoreCurve(connection, stage, result.curve));
  SRNET_RETURN_IF_ERROR(RecordProfile(transaction, token, BytesOf(result)));
  return FreeDependants(connection, stage);
}

StatusOr<std::vector<StageId>> EndAttempt(sqlite::Transaction& transaction, StageId stage, Token token,
                                          const AttemptEnd& end, Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(CheckEnd(end));
  SRNET_RETURN_IF_ERROR(RequireLiveAttempt(connection, stage, token));
  SRNET_RETURN_IF_ERROR(EndAttemptRow(connection, token, end, now));
  SRNET_RETURN_IF_ERROR(SetStageAfter(connection, stage, end, now));
  if (end.fate != StageFate::kFail) return std::vector<StageId>();
  return SkipDependants(connection, stage, now);
}

}  // namespace srnet::storage
