#include "storage/stores/worker_store.h"

#include <array>
#include <string_view>

#include "storage/stores/enum_names.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 3> kStateNames = {"active", "draining", "quarantined"};

Status NoWorker(const WorkerId& id) { return NotFound("there is no worker {}", id.value); }

// The condition keeps heartbeats that arrive out of order from turning time back.
Status UpsertWorker(sqlite::Connection& connection, const WorkerRecord& worker) {
  return connection.Run(
      "INSERT INTO worker (id, host, version, state, first_seen_ms, last_seen_ms, labels) VALUES (?, ?, ?, "
      "'active', ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET host = excluded.host, version = excluded.version, labels = excluded.labels, "
      "last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)",
      worker.id.value, worker.host, worker.version, ToMs(worker.first_seen), ToMs(worker.last_seen),
      worker.labels);
}

Status UpsertDevice(sqlite::Connection& connection, const WorkerId& worker, const DeviceRecord& device) {
  return connection.Run(
      "INSERT INTO device (worker, position, kind, name, memory_bytes, threads) "
      "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind, name = excluded.name, "
      "memory_bytes = excluded.memory_bytes, threads = excluded.threads",
      worker.value, device.index, device.kind, device.name, device.memory_bytes, device.threads);
}

// Forgets the devices whose index is not among `devices`.
Status DeleteOtherDevices(sqlite::Connection& connection, const WorkerId& worker,
                          const std::vector<DeviceRecord>& devices) {
  std::string kept = "[";
  for (const DeviceRecord& device : devices)
    kept += fmt::format("{}{}", kept.size() > 1 ? "," : "", device.index);
  return connection.Run(
      "DELETE FROM device WHERE worker = ? AND position NOT IN (SELECT value FROM json_each(?))",
      worker.value, kept + "]");
}

constexpr int kFirstDeviceColumn = 8;

void AddDevice(const sqlite::Statement& row, std::vector<WorkerRecord>& workers) {
  DeviceRecord device;
  device.index = row.GetInt(kFirstDeviceColumn);
  device.kind = row.GetText(kFirstDeviceColumn + 1);
  device.name = row.GetText(kFirstDeviceColumn + 2);
  device.memory_bytes = row.GetInt(kFirstDeviceColumn + 3);
  device.threads = row.GetInt(kFirstDeviceColumn + 4);
  workers.back().devices.push_back(std::move(device));
}

StatusOr<WorkerRecord> ReadWorkerRow(const sqlite::Statement& row) {
  WorkerRecord worker;
  worker.id = WorkerId{row.GetText(0)};
  worker.host = row.GetText(1);
  worker.version = row.GetText(2);
  worker.first_seen = GetInstant(row, 3);
  worker.last_seen = GetInstant(row, 4);
  worker.labels = row.GetText(5);
  SRNET_ASSIGN_OR_RETURN(worker.state,
                         ParseEnum<WorkerState>(kStateNames, "state of a worker", row.GetText(6)));
  worker.reason = row.GetText(7);
  return worker;
}

}  // namespace

Status RecordWorker(sqlite::Transaction& transaction, const WorkerRecord& worker) {
  if (worker.id.value.empty()) return InvalidArgument("a worker needs an id");
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(UpsertWorker(connection, worker));
  for (const DeviceRecord& device : worker.devices) {
    SRNET_RETURN_IF_ERROR(UpsertDevice(connection, worker.id, device));
  }
  return DeleteOtherDevices(connection, worker.id, worker.devices);
}

Status RecordWorkerSeen(sqlite::Transaction& transaction, const WorkerId& id, Instant now) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE worker SET last_seen_ms = max(last_seen_ms, ?) WHERE id = ?",
                                       ToMs(now), id.value));
  if (connection.changes() > 0) return Status();
  return NoWorker(id);
}

Status RecordWorkerState(sqlite::Transaction& transaction, const WorkerId& id, WorkerState state,
                         const std::string& reason) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE worker SET state = ?, reason = ? WHERE id = ?",
                                       EnumName(kStateNames, state), reason, id.value));
  if (connection.changes() > 0) return Status();
  return NoWorker(id);
}

StatusOr<std::vector<WorkerRecord>> ListWorkers(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Prepare(
          "SELECT worker.id, host, version, first_seen_ms, last_seen_ms, labels, state, reason, "
          "position, device.kind, device.name, memory_bytes, threads "
          "FROM worker LEFT JOIN device ON device.worker = worker.id ORDER BY worker.id, position"));
  std::vector<WorkerRecord> workers;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    if (workers.empty() || workers.back().id.value != row.GetText(0)) {
      SRNET_ASSIGN_OR_RETURN(WorkerRecord worker, ReadWorkerRow(row));
      workers.push_back(std::move(worker));
    }
    if (!row.IsNull(kFirstDeviceColumn)) AddDevice(row, workers);
    return Status();
  }));
  return workers;
}

}  // namespace srnet::storage
