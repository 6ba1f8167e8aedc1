// The history of the service: append-only, numbered, bounded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

struct EventRecord {
  std::int64_t number = 0;  // Given by the store; grows, never reused.
  Instant at;
  std::string kind;  // "sweep.submitted", "stage.done", ...
  std::optional<SweepId> sweep;
  std::optional<StageId> stage;
  std::optional<WorkerId> worker;
  std::string detail;  // JSON.
};

// Returns the number.
StatusOr<std::int64_t> AppendEvent(sqlite::Transaction& transaction, const EventRecord& event);

// Keeps the newest `keep` events. Cheap enough to call after every thousandth append.
Status TrimEvents(sqlite::Transaction& transaction, std::int64_t keep);

// Events with a number above `after`, in order, at most `limit`. With a sweep: those of the sweep and of its
// stages.
StatusOr<std::vector<EventRecord>> ReadEvents(sqlite::Connection& connection, std::int64_t after,
                                              std::int64_t limit, const std::optional<SweepId>& sweep);

// The number of the newest event, 0 when there has been none: where a watcher starts.
StatusOr<std::int64_t> LastEventNumber(sqlite::Connection& connection);

}  // namespace srnet::storage
