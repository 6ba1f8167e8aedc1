#include "storage/stores/worker_store.h"

#include "storage/stores/enum_names.h"
#include "storage/stores/times.h"

namespace srnet::storage {
namespace {

constexpr std::array<std::string_view, 3> kWorkerStates = {"active", "draining", "quarantined"};

// The condition keeps heartbeats that arrive out of order from turning time back.
Status UpsertWorker(sqlite::Connection& connection, const WorkerRecord& worker) {
  return connection.Run(
      "INSERT INTO worker (id, host, version, state, first_seen_ms, last_seen_ms, labels) VALUES (?, ?, ?, "
      "?, ?, ?, ?) "
      "ON CONFLICT DO UPDATE SET host = excluded.host, version = excluded.version, labels = excluded.labels, "
      "last_seen_ms = max(last_seen_ms, excluded.last_seen_ms)",
      worker.id.value, worker.host, worker.version, Name(worker.state), ToMs(worker.first_seen),
      ToMs(worker.last_seen), worker.labels);
}

Status UpsertDevice(sqlite::Connection& connection, const WorkerId& worker, const DeviceRecord& device) {
  return connection.Run(
      "INSERT INTO device (worker, position, kind, name, memory_bytes, threads, quarantined) "
      "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET kind = excluded.kind, name = excluded.name, "
      "memory_bytes = excluded.memory_bytes, threads = excluded.threads",
      worker.value, device.index, device.kind, device.name, device.memory_bytes, device.threads,
      device.quarantined ? 1 : 0);
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

Status RequireChange(const sqlite::Connection& connection, std::string_view what, const WorkerId& id) {
  if (connection.changes() > 0) return Status();
  return NotFound("there is no {} {}", what, id.value);
}

Status AddDevice(const sqlite::Statement& row, std::vector<WorkerRecord>& workers) {
  DeviceRecord device;
  device.index = row.GetInt(7);
  device.kind = row.GetText(8);
  device.name = row.GetText(9);
  device.memory_bytes = row.GetInt(10);
  device.threads = row.GetInt(11);
  device.quarantined = row.GetInt(12) != 0;
  workers.back().devices.push_back(std::move(device));
  return Status();
}

StatusOr<WorkerRecord> ReadWorkerRow(const sqlite::Statement& row) {
  WorkerRecord worker;
  worker.id = WorkerId{row.GetText(0)};
  worker.host = row.GetText(1);
  worker.version = row.GetText(2);
  SRNET_ASSIGN_OR_RETURN(worker.state, ParseWorkerState(row.GetText(3)));
  worker.first_seen = GetInstant(row, 4);
  worker.last_seen = GetInstant(row, 5);
  worker.labels = row.GetText(6);
  return worker;
}

}  // namespace

std::string_view Name(WorkerState state) { return EnumName(kWorkerStates, state); }

StatusOr<WorkerState> ParseWorkerState(std::string_view name) {
  return ParseEnum<WorkerState>(kWorkerStates, "state of a worker", name);
}

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
  return RequireChange(connection, "worker", id);
}

Status SetWorkerState(sqlite::Transaction& transaction, const WorkerId& id, WorkerState state) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE worker SET state = ? WHERE id = ?", Name(state), id.value));
  return RequireChange(connection, "worker", id);
}

Status SetDeviceQuarantine(sqlite::Transaction& transaction, const WorkerId& id, std::int64_t device,
                           bool quarantined) {
  sqlite::Connection& connection = transaction.connection();
  SRNET_RETURN_IF_ERROR(connection.Run("UPDATE device SET quarantined = ? WHERE worker = ? AND position = ?",
                                       quarantined ? 1 : 0, id.value, device));
  return RequireChange(connection, fmt::format("device {} of worker", device), id);
}

StatusOr<std::vector<WorkerRecord>> ListWorkers(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Prepare(
          "SELECT worker.id, host, version, state, first_seen_ms, last_seen_ms, labels, position, "
          "device.kind, device.name, memory_bytes, threads, quarantined "
          "FROM worker LEFT JOIN device ON device.worker = worker.id ORDER BY worker.id, position"));
  std::vector<WorkerRecord> workers;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) -> Status {
    if (workers.empty() || workers.back().id.value != row.GetText(0)) {
      SRNET_ASSIGN_OR_RETURN(workers.emplace_back(), ReadWorkerRow(row));
    }
    return row.IsNull(7) ? Status() : AddDevice(row, workers);
  }));
  return workers;
}

}  // namespace srnet::storage
