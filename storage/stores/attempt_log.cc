#include "storage/stores/attempt_log.h"

#include "storage/stores/stage_rows.h"
#include "storage/stores/times.h"

namespace srnet::storage {

StatusOr<bool> RecordLog(sqlite::Transaction& transaction, const StageKey& stage, Token token,
                         const WorkerId& worker, const AttemptLog& log, Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_ASSIGN_OR_RETURN(auto query,
                         connection.Query("SELECT 1 FROM attempt JOIN stage ON stage.id = attempt.stage "
                                          "WHERE attempt.token = ? AND stage.key = ? AND attempt.worker = ?",
                                          token.value, stage.digest, worker.value));
  SRNET_ASSIGN_OR_RETURN(const bool found, query.Step());
  if (!found) return false;
  SRNET_RETURN_IF_ERROR(connection.Run(
      "INSERT INTO artifact (digest, bytes, kind, created_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      log.digest, log.bytes, Name(ArtifactKind::kBlob), ToMs(now)));
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE attempt SET log = ?, log_start = ? WHERE token = ?",
                                       log.digest, log.start, token.value));
  return true;
}

StatusOr<std::vector<LoggedAttempt>> ReadAttempts(sqlite::Connection& connection, const StageKey& stage) {
  static const std::string sql = fmt::format(
      "SELECT {}, attempt.log, artifact.bytes, attempt.log_start FROM stage "
      "JOIN attempt ON attempt.stage = stage.id LEFT JOIN artifact ON artifact.digest = attempt.log "
      "WHERE stage.key = ? ORDER BY attempt.token",
      kAttemptColumns);
  SRNET_ASSIGN_OR_RETURN(auto query, connection.Query(sql, stage.digest));
  std::vector<LoggedAttempt> attempts;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    LoggedAttempt& logged = attempts.emplace_back();
    SRNET_ASSIGN_OR_RETURN(logged.attempt, ReadAttemptRow(row));
    if (row.IsNull(kAttemptColumnCount)) return Status();
    logged.log = AttemptLog{.digest = row.GetDigest(kAttemptColumnCount),
                            .bytes = row.GetInt(kAttemptColumnCount + 1),
                            .start = row.GetInt(kAttemptColumnCount + 2)};
    return Status();
  }));
  return attempts;
}

}  // namespace srnet::storage
