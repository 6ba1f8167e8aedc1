// Workers that have ever connected, with their devices.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

// What an administrator wants of a worker. Whether it is connected is known to its session, not to the store.
enum class WorkerState { kActive, kDraining, kQuarantined };

std::string_view Name(WorkerState state);  // "active", ...
StatusOr<WorkerState> ParseWorkerState(std::string_view name);

struct DeviceRecord {
  std::int64_t index = 0;
  std::string kind;  // "cpu" or "cuda".
  std::string name;
  std::int64_t memory_bytes = 0;
  std::int64_t threads = 0;
  bool quarantined = false;
};

struct WorkerRecord {
  WorkerId id;
  std::string host;
  std::string version;
  std::string labels;  // JSON.
  WorkerState state = WorkerState::kActive;
  Instant first_seen;
  Instant last_seen;
  std::vector<DeviceRecord> devices;  // By index.
};

// A worker has connected. Keeps `state`, `first_seen` and quarantines of a worker that is known; devices that
// it no longer has are forgotten.
Status RecordWorker(sqlite::Transaction& transaction, const WorkerRecord& worker);

// The worker was heard of at `now`; an earlier time than the recorded one changes nothing. NOT_FOUND for the
// three.
Status RecordWorkerSeen(sqlite::Transaction& transaction, const WorkerId& id, Instant now);
Status SetWorkerState(sqlite::Transaction& transaction, const WorkerId& id, WorkerState state);
Status SetDeviceQuarantine(sqlite::Transaction& transaction, const WorkerId& id, std::int64_t device,
                           bool quarantined);

// By id.
StatusOr<std::vector<WorkerRecord>> ListWorkers(sqlite::Connection& connection);

}  // namespace srnet::storage
