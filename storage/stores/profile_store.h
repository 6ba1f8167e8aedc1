// What done stages took and left behind, summed up by what that depends on.
//
// The device class of a run is that of its worker's first device. A run that was interrupted counts from its
// last start only, and each from the report that told of its start: what ends within one report interval
// seems to take no time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/status/status.h"
#include "storage/sqlite/connection.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"

namespace srnet::storage {

struct Profile {
  std::string kind;   // Of the stages.
  std::string shape;  // The digest of the model that they read, empty without one.
  std::int64_t runs = 0;
  double seconds = 0;
  std::int64_t examples = 0;           // Trained on and evaluated.
  std::int64_t bytes = 0;              // Of their artifacts.
  std::int64_t peak_memory_bytes = 0;  // The most that any took, as its provenance says; 0: none says.
};

// Adds the attempt, which has just ended in success, to its profile.
Status RecordProfile(sqlite::Transaction& transaction, Token token, std::int64_t bytes);

// By kind and shape, over the device classes of these workers; of none: over all.
StatusOr<std::vector<Profile>> ReadProfiles(sqlite::Connection& connection,
                                            const std::vector<std::string>& workers);

}  // namespace srnet::storage
