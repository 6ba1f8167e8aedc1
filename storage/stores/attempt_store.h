// Attempts: grants, and their ends. Each function is one arrow of the stage's life:
//
//                     RecordGrant          AcceptResult
//   blocked --> ready -------------> leased -----------------> done        those with all inputs done: ready
//                 ^                    |    EndAttempt(kFail)
//                 |                    +---------------------> failed      what depends on it: skipped
//                 |                    |    EndAttempt(kCancel)
//                 +--------------------+---------------------> cancelled
//                   EndAttempt(kRequeue)
//
// At most one attempt of a stage is live; the database itself refuses a second. Whatever a worker reports is
// guarded by (stage, token): FAILED_PRECONDITION "stale token" when that attempt is not the live one, and
// nothing changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"
#include "storage/stores/result_records.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

enum class AttemptState { kLeased, kDone, kFailed, kLost, kCancelled };

std::string_view Name(AttemptState state);  // "leased", ...
StatusOr<AttemptState> ParseAttemptState(std::string_view name);

struct AttemptRecord {
  Token token;
  StageId stage;
  StageKey key;
  WorkerId worker;
  AttemptState state = AttemptState::kLeased;
  std::string failure_class;
  std::string message;
  Instant granted;
  std::optional<Instant> started;  // When its worker first said that it runs.
  std::optional<Instant> ended;
  std::string provenance;  // JSON: device class, versions, threads, seconds. Empty: not reported.
};

// ABORTED: the stage is not ready, or the worker not recorded yet; both are a matter of the order of writes.
// NOT_FOUND: no such stage.
StatusOr<Token> RecordGrant(sqlite::Transaction& transaction, StageId stage, const WorkerId& worker,
                            Instant now);

// The worker says that the live attempt runs. Once recorded, losing the attempt is a crash, also after a
// restart of the coordinator.
Status RecordStart(sqlite::Transaction& transaction, StageId stage, Token token, Instant now);

// The stage is done, with everything it yielded. ALREADY_EXISTS: this very attempt was accepted before (the
// report is a repetition; acknowledge it again). INVALID_ARGUMENT: a value is not a number, or a name
// repeats.
Status AcceptResult(sqlite::Transaction& transaction, StageId stage, Token token, const StageResult& result,
                    Instant now);

// What becomes of the stage whose attempt has ended without a result.
enum class StageFate { kRequeue, kFail, kCancel };

struct AttemptEnd {
  AttemptState state = AttemptState::kFailed;  // kFailed, kLost or kCancelled.
  StageFate fate = StageFate::kRequeue;
  std::optional<std::int64_t> crashes;       // Of the stage from now on; empty: as many as before.
  std::optional<std::int64_t> memory_class;  // Of the stage from now on; empty: as it is.
  std::optional<std::int64_t> checkpoint;    // Of the stage from now on; empty: as it is.
  std::string failure_class;
  std::string message;
  std::string provenance;
};

// Ends the live attempt. Returns the stages that were skipped because this one failed; empty for the other
// fates.
StatusOr<std::vector<StageId>> EndAttempt(sqlite::Transaction& transaction, StageId stage, Token token,
                                          const AttemptEnd& end, Instant now);

}  // namespace srnet::storage
