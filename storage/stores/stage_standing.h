// Where a scheduler says that a stage stands, when no attempt at it says so: what was skipped, cancelled,
// given up or asked for again.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "common/status/status.h"
#include "storage/sqlite/transaction.h"
#include "storage/stores/ids.h"
#include "storage/stores/stage_records.h"

namespace srnet::storage {

struct StageStanding {
  StageId stage{};
  StageState state = StageState::kReady;
  std::int64_t crashes = 0;
  std::int64_t memory_class = 0;
  std::string failure_class{};    // When failed.
  std::string failure_message{};  // When failed.
};

// Brings the rows in line. Of kBlocked, kReady and kLeased only that the stage waits is taken; whether its
// inputs are there is read from the database, which may have accepted results that the scheduler has yet to
// hear of. A stage that is done, or has a live attempt, stays as it is: the attempt's end decides. Of stages
// that are skipped, inputs come before their readers. Repeating changes nothing.
Status RecordStandings(sqlite::Transaction& transaction, std::span<const StageStanding> standings,
                       Instant now);

}  // namespace srnet::storage
