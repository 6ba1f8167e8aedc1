#include "coordinator/core/failure.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/status/status.h"
#include "coordinator/core/allowance.h"
#include "coordinator/core/keeper.h"
#include "coordinator/core/life_cycle.h"
#include "coordinator/core/suspicion.h"

namespace srnet::core {
namespace {

Duration Backoff(const Settings& settings, int setbacks) {
  Duration wait = settings.first_backoff;
  for (int i = 1; i < setbacks && wait < settings.longest_backoff; ++i) wait *= 2;
  return std::min(wait, settings.longest_backoff);
}

void RetryAfterBackoff(State& state, StageIndex index, Instant now, Effects& effects) {
  Stage& stage = state[index];
  if (stage.setbacks < 255) ++stage.setbacks;
  const Instant retry_at = now + Backoff(state.settings, stage.setbacks);
  Requeue(state, index, retry_at, now, effects);
  Reserve(state, index, retry_at);
}

// Counts a crash. Whether that was one too many; then the stage has FAILED.
bool GivesUp(State& state, StageIndex index, const std::string& last, Instant now, Effects& effects) {
  NoteCrash(state, index, state.leases.at(index).worker, now);
  if (!IsGuilty(state, index)) return false;
  const CrashRetries retries = CrashRetriesOf(state, index);
  const std::string reason = retries.written ? fmt::format("as its sweeps allow {} retries", retries.most)
                                             : std::string("so the stage itself is taken to be their cause");
  Fail(state, index, FailureClass::kCrashed,
       fmt::format("given up after {} crashes, {}; the last: {}", state[index].crashes, reason, last),
       effects);
  return true;
}

void RetryWithLessMemory(State& state, StageIndex index, const std::string& message, Instant now,
                         Effects& effects) {
  Stage& stage = state[index];
  if (stage.memory_class < MemoryRetriesOf(state, index)) {
    ++stage.memory_class;
    Requeue(state, index, now, now, effects);
    return Reserve(state, index, now);
  }
  const std::string_view where = stage.memory_class > 0 ? "although no other stage ran on its worker"
                                                        : "and its sweeps allow no retry alone on its worker";
  Fail(state, index, FailureClass::kOutOfMemory,
       fmt::format(
           "out of memory {}: use a machine with more memory, a smaller model, or a smaller batch_size "
           "or max_length; {}",
           where, message),
       effects);
}

}  // namespace

void AttemptFailed(State& state, StageIndex index, FailureClass failure_class, std::string message,
                   Instant now, Effects& effects) {
  const Token token = state.leases.at(index).token;
  effects.emplace_back(CloseAttempt{index, token, AttemptEnd::kFailed, failure_class, message});
  state[index].failure_class = failure_class;
  switch (failure_class) {
    case FailureClass::kPreempted:
    case FailureClass::kCancelled:
      return RetryAfterBackoff(state, index, now, effects);
    case FailureClass::kNone:
    case FailureClass::kCrashed:
    case FailureClass::kDeviceFault:
      if (!GivesUp(state, index, message, now, effects)) RetryAfterBackoff(state, index, now, effects);
      return;
    case FailureClass::kOutOfMemory:
      return RetryWithLessMemory(state, index, message, now, effects);
    case FailureClass::kBadInput:
    case FailureClass::kDiverged:
    case FailureClass::kDataMissing:
    case FailureClass::kDeadlineExceeded:
      return Fail(state, index, failure_class, std::move(message), effects);
  }
}

void AttemptLost(State& state, StageIndex index, const std::string& reason, Instant now, Effects& effects) {
  const Lease lease = state.leases.at(index);
  effects.emplace_back(CloseAttempt{index, lease.token, AttemptEnd::kLost, FailureClass::kNone, reason});
  const bool had_run = lease.phase == LeasePhase::kRunning;
  if (had_run && GivesUp(state, index, reason, now, effects)) return;
  Requeue(state, index, now, now, effects);
  if (had_run) Reserve(state, index, now);
}

void AttemptWithdrawn(State& state, StageIndex index, const std::string& reason, Instant now,
                      Effects& effects) {
  const Token token = state.leases.at(index).token;
  effects.emplace_back(CloseAttempt{index, token, AttemptEnd::kLost, FailureClass::kNone, reason});
  Requeue(state, index, now, now, effects);
}

}  // namespace srnet::core
