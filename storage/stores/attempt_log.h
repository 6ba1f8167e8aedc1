// The logs of attempts: which artifact has what the trainer of each has written.
//
// A row that names an artifact keeps it from being collected for as long as it exists. Codes beside those of
// storage/sqlite/error.h are named per function.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

struct AttemptLog {
  Digest digest;  // Of the end of the log.
  std::int64_t bytes = 0;
  std::int64_t start = 0;  // Bytes of the log before that, which are not kept.
};

// Whoever calls it renews the artifact in the same transaction (storage/artifacts/collection.h). The attempt
// may be live or ended in any way. False, and nothing changes, when that worker has no such attempt.
StatusOr<bool> RecordLog(sqlite::Transaction& transaction, const StageKey& stage, Token token,
                         const WorkerId& worker, const AttemptLog& log, Instant now);

struct LoggedAttempt {
  AttemptRecord attempt;
  std::optional<AttemptLog> log;
};

// All attempts at the stage in the order of their grants: the first one is number 1.
StatusOr<std::vector<LoggedAttempt>> ReadAttempts(sqlite::Connection& connection, const StageKey& stage);

}  // namespace srnet::storage
