// Instants to and from the integer milliseconds of the database. Internal to storage/stores.
#pragma once

#include <cstdint>
#include <optional>

#include "storage/sqlite/statement.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

inline std::int64_t ToMs(Instant instant) { return instant.time_since_epoch().count(); }

inline Instant GetInstant(const sqlite::Statement& row, int column) {
  return Instant(std::chrono::milliseconds(row.GetInt(column)));
}

inline std::optional<Instant> GetOptionalInstant(const sqlite::Statement& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return GetInstant(row, column);
}

}  // namespace srnet::storage
