// What became of a trainer, decided from all that was seen of it. Pure; any thread.
#pragma once

#include <optional>
#include <string>

#include "common/trainer_protocol/event.h"
#include "worker/supervise/exit.h"

namespace srnet::supervise {

struct Observations {
  bool done = false;                                    // `done` was read.
  std::optional<trainer_protocol::Failed> failed = {};  // `failed` was read.
  std::optional<std::string> violation = {};            // It broke the event protocol, so it was killed.
  std::optional<trainer_protocol::FailureClass> stopped = {};  // We stopped it: kPreempted or kCancelled.
  bool killed_for_memory = false;  // The kernel killed something for memory while it ran.
  Exit exit = {};
  std::string log_tail = {};
};

// Nothing on success.
//
// In this order: `done` is a success, even of a program that failed to end well afterwards; `failed` is what
// it says; a breach of the protocol has crashed; a trainer that we stopped has what it was stopped for;
// SIGKILL that we did not send is out of memory if the kernel says that it ran short, and everything else has
// crashed. The messages of the last two name the exit and carry the tail of the log.
std::optional<trainer_protocol::Failed> Conclude(const Observations& seen);

}  // namespace srnet::supervise
