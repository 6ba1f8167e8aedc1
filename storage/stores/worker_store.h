// Workers that have ever connected, with their devices.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

struct DeviceRecord {
  std::int64_t index = 0;
  std::string kind;  // "cpu" or "cuda".
  std::string name;
  std::int64_t memory_bytes = 0;
  std::int64_t threads = 0;
};

// What an administrator has decided about a worker: it finishes what it runs and gets nothing new, or nothing
// runs on it.
enum class WorkerState : std::uint8_t { kActive, kDraining, kQuarantined };

struct WorkerRecord {
  WorkerId id;
  std::string host;
  std::string version;
  std::string labels;  // JSON.
  Instant first_seen;
  Instant last_seen;
  std::vector<DeviceRecord> devices;  // By index.
  WorkerState state = WorkerState::kActive;
  std::string reason{};  // Of that state, as the administrator put it.
};

// A worker has connected. Keeps `first_seen`, `state` and `reason` of one that is known; devices that it no
// longer has are forgotten.
Status RecordWorker(sqlite::Transaction& transaction, const WorkerRecord& worker);

// The worker was heard of at `now`; an earlier time than the recorded one changes nothing. NOT_FOUND.
Status RecordWorkerSeen(sqlite::Transaction& transaction, const WorkerId& id, Instant now);

// NOT_FOUND.
Status RecordWorkerState(sqlite::Transaction& transaction, const WorkerId& id, WorkerState state,
                         const std::string& reason);

// By id.
StatusOr<std::vector<WorkerRecord>> ListWorkers(sqlite::Connection& connection);

}  // namespace srnet::storage
