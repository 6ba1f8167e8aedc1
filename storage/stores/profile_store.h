// Measured cost of stages by shape and device class: what a plan's estimates are made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"

namespace srnet::storage {

struct Measurement {
  double seconds = 0;
  std::int64_t peak_memory_bytes = 0;
};

struct ProfileRecord {
  std::string kind;   // Of the stage.
  std::string shape;  // What its cost depends on, as text chosen by the caller.
  std::string device_class;
  std::int64_t runs = 0;
  double mean_seconds = 0;
  std::int64_t peak_memory_bytes = 0;  // The largest seen.
};

// INVALID_ARGUMENT: the seconds are negative or no number.
Status RecordMeasurement(sqlite::Transaction& transaction, const std::string& kind, const std::string& shape,
                         const std::string& device_class, const Measurement& measurement);

// By kind, shape and device class.
StatusOr<std::vector<ProfileRecord>> ListProfiles(sqlite::Connection& connection);

}  // namespace srnet::storage
