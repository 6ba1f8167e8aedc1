#include "storage/stores/worker_store.h"

#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

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

void AddDevice(const sqlite::Statement& row, std::vector<WorkerRecord>& workers) {
  DeviceRecord device;
  device.index = row.GetInt(6);
  device.kind = row.GetText(7);
  device.name = row.GetText(8);
  device.memory_bytes = row.GetInt(9);
  device.threads = row.GetInt(10);
  workers.back().devices.push_back(std::move(device));
}

WorkerRecord ReadWorkerRow(const sqlite::Statement& row) {
  WorkerRecord worker;
  worker.id = WorkerId{row.GetText(0)};
  worker.host = row.GetText(1);
  worker.version = row.GetText(2);
  worker.first_seen = GetInstant(row, 3);
  worker.last_seen = GetInstant(row, 4);
  worker.labels = row.GetText(5);
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
  return NotFound("there is no worker {}", id.value);
}

StatusOr<std::vector<WorkerRecord>> ListWorkers(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Prepare(
          "SELECT worker.id, host, version, first_seen_ms, last_seen_ms, labels, position, "
          "device.kind, device.name, memory_bytes, threads "
          "FROM worker LEFT JOIN device ON device.worker = worker.id ORDER BY worker.id, position"));
  std::vector<WorkerRecord> workers;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) {
    if (workers.empty() || workers.back().id.value != row.GetText(0)) {
      workers.push_back(ReadWorkerRow(row));
    }
    if (!row.IsNull(6)) AddDevice(row, workers);
  }));
  return workers;
}

}  // namespace srnet::storage
