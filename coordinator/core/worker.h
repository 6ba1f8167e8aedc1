// One worker as the scheduler sees it, and the leases it holds.
//
// A lease is renewed by any report of its worker, so all leases of a worker share one deadline.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/core/execution.h"
#include "coordinator/core/ids.h"

namespace srnet::core {

// kPersisting: the storage is assigning the token; the worker knows nothing yet.
// kGranted: the worker should hold the attempt. kRunning: it says that it runs. kAccepting: its result is
// being made durable; the deadline no longer matters.
enum class LeasePhase : std::uint8_t { kPersisting, kGranted, kRunning, kAccepting };

struct Lease {
  WorkerIndex worker{};
  OwnerIndex owner{};  // Who is charged for it.
  Token token{};
  LeasePhase phase = LeasePhase::kPersisting;
  Instant started{};       // From kRunning on: when the worker said so.
  bool trained = false;    // The worker has said that the trainer is done: its deadline no longer matters.
  bool abandoned = false;  // Cancelled while persisting: close the attempt as soon as its token is known.
};

// What an administrator has decided about a worker. kDraining: it finishes what it runs and gets nothing new.
// kQuarantined: nothing runs on it.
enum class Admission : std::uint8_t { kActive, kDraining, kQuarantined };

struct Worker {
  std::string id{};
  Labels labels{};
  std::int32_t slots = 0;     // Attempts it runs at a time.
  std::int32_t prefetch = 0;  // Attempts it wants granted ahead.
  bool connected = false;
  bool draining = false;  // It is about to stop, so it wants nothing new.
  Admission admission = Admission::kActive;
  bool greeted = false;             // It has reported since it connected.
  bool overdue = false;             // Its deadline has passed; a report cures it.
  bool resting = false;             // It crashed too often in a row (suspicion.h).
  std::uint8_t crashes_in_row = 0;  // Attempts that crashed here since one succeeded.
  Instant rests_until{};
  std::optional<Instant> reported{};  // Its last report since our start.
  Instant deadline{};
  std::vector<StageIndex> held{};  // Stages under its leases, in the order of their grants.
  std::vector<StartModel> warm{};  // Latest first, one per slot.
};

std::string_view Name(Admission admission);  // "active"

// Whether it may be given work as far as it is itself concerned.
inline bool TakesWork(const Worker& worker) {
  return worker.connected && worker.greeted && !worker.draining && !worker.overdue &&
         worker.admission == Admission::kActive;
}

}  // namespace srnet::core
