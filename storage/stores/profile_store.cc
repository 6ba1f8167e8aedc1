#include "storage/stores/profile_store.h"

namespace srnet::storage {

Status RecordMeasurement(sqlite::Transaction& transaction, const std::string& kind, const std::string& shape,
                         const std::string& device_class, const Measurement& measurement) {
  // Written so that a NaN is refused too.
  if (!(measurement.seconds >= 0))
    return InvalidArgument("a {} cannot have taken {} s", kind, measurement.seconds);
  return transaction.connection().Run(
      "INSERT INTO profile (kind, shape, device_class, runs, total_seconds, peak_memory_bytes) VALUES (?, ?, "
      "?, 1, ?, ?) "
      "ON CONFLICT DO UPDATE SET runs = runs + 1, total_seconds = total_seconds + excluded.total_seconds, "
      "peak_memory_bytes = max(peak_memory_bytes, excluded.peak_memory_bytes)",
      kind, shape, device_class, measurement.seconds, measurement.peak_memory_bytes);
}

StatusOr<std::vector<ProfileRecord>> ListProfiles(sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(
      auto query,
      connection.Prepare("SELECT kind, shape, device_class, runs, total_seconds / runs, peak_memory_bytes "
                         "FROM profile ORDER BY kind, shape, device_class"));
  std::vector<ProfileRecord> profiles;
  SRNET_RETURN_IF_ERROR(query.Each([&](const sqlite::Statement& row) {
    profiles.push_back(
        {row.GetText(0), row.GetText(1), row.GetText(2), row.GetInt(3), row.GetReal(4), row.GetInt(5)});
  }));
  return profiles;
}

}  // namespace srnet::storage
