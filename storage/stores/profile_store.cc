#include "storage/stores/profile_store.h"

#include <nlohmann/json.hpp>

namespace srnet::storage {

Status RecordProfile(sqlite::Transaction& transaction, Token token, std::int64_t bytes) {
  return transaction.connection().Run(
      "INSERT INTO profile (kind, shape, device_class, runs, total_seconds, peak_memory_bytes, "
      "total_examples, total_bytes) "
      "SELECT stage.kind, stage.shape, coalesce((SELECT device.kind || ' ' || device.name FROM device "
      "WHERE device.worker = attempt.worker ORDER BY position LIMIT 1), ''), 1, "
      "(attempt.ended_ms - coalesce(attempt.started_ms, attempt.granted_ms)) / 1000.0, "
      "CASE WHEN json_valid(attempt.provenance) THEN "
      "coalesce(attempt.provenance ->> 'peak_memory_bytes', 0) ELSE 0 END, stage.examples, ?1 "
      "FROM attempt JOIN stage ON stage.id = attempt.stage WHERE attempt.token = ?2 "
      "ON CONFLICT DO UPDATE SET runs = runs + 1, total_seconds = total_seconds + excluded.total_seconds, "
      "peak_memory_bytes = max(peak_memory_bytes, excluded.peak_memory_bytes), "
      "total_examples = total_examples + excluded.total_examples, "
      "total_bytes = total_bytes + excluded.total_bytes",
      bytes, token.value);
}

StatusOr<std::vector<Profile>> ReadProfiles(sqlite::Connection& connection,
                                            const std::vector<std::string>& workers) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Query(
          "SELECT kind, shape, sum(runs), sum(total_seconds), sum(total_examples), sum(total_bytes), "
          "max(peak_memory_bytes) "
          "FROM profile WHERE ?1 = '[]' OR device_class IN ("
          "SELECT coalesce((SELECT device.kind || ' ' || device.name FROM device "
          "WHERE device.worker = asked.value ORDER BY position LIMIT 1), '') FROM json_each(?1) AS asked) "
          "GROUP BY kind, shape ORDER BY kind, shape",
          nlohmann::json(workers).dump()));
  std::vector<Profile> profiles;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) {
    profiles.push_back({.kind = row.GetText(0),
                        .shape = row.GetText(1),
                        .runs = row.GetInt(2),
                        .seconds = row.GetReal(3),
                        .examples = row.GetInt(4),
                        .bytes = row.GetInt(5),
                        .peak_memory_bytes = row.GetInt(6)});
  }));
  return profiles;
}

}  // namespace srnet::storage
