#include "coordinator/app/recovery.h"

#include <optional>
#include <vector>

#include "common/logging/logger.h"
#include "coordinator/app/grant.h"
#include "coordinator/app/load_sweep.h"
#include "coordinator/core/restore.h"
#include "coordinator/leases/restore.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/scheduler_snapshot.h"

namespace srnet::app {
namespace {

// What its worker is sent again if it has lost it.
StatusOr<LiveAttempt> LoadAttempt(sqlite::Connection& connection, const artifacts::ArtifactStore& artifacts,
                                  const storage::AttemptRecord& record) {
  LiveAttempt attempt;
  attempt.token = {static_cast<std::uint64_t>(record.token.value)};
  SRNET_ASSIGN_OR_RETURN(attempt.grant, LoadGrant(connection, artifacts, record.stage));
  return attempt;
}

// When the attempt began to run, by the clock of leases.
std::optional<core::Instant> StartOf(const storage::AttemptRecord& record, const Clock& clock) {
  if (!record.started) return std::nullopt;
  return clock.steady() - (clock.utc() - *record.started);
}

// An attempt that is not taken up, for example because no sweep wants its stage any more.
void CloseStray(Scheduler& scheduler, const storage::AttemptRecord& record, storage::StageFate fate,
                storage::Instant now) {
  const storage::AttemptEnd end{.state = storage::AttemptState::kLost,
                                .fate = fate,
                                .crashes = {},
                                .memory_class = {},
                                .checkpoint = {},
                                .failure_class = {},
                                .message = "not taken up when the coordinator was started",
                                .provenance = {}};
  scheduler.WriteUntilDone(
      [record, end, now](sqlite::Transaction& transaction) {
        return storage::EndAttempt(transaction, record.stage, record.token, end, now).status();
      },
      [token = record.token](const Status& status) {
        if (!status.ok()) {
          logging::LogWarning("cannot close a stray attempt", {{"token", token.value}, {"error", status}});
        }
      });
}

}  // namespace

Status Recover(const Shell& shell, LiveState& state, Scheduler& scheduler) {
  SRNET_ASSIGN_OR_RETURN(auto reader, shell.store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::SchedulerSnapshot snapshot, storage::LoadSchedulerSnapshot(*reader));
  for (const storage::SweepRecord& record : snapshot.sweeps) {
    SRNET_ASSIGN_OR_RETURN(const LoadedSweep loaded, LoadSweep(*reader, record.id));
    AddToLive(state, loaded, core::RestoreSweep);
  }
  std::vector<std::pair<storage::AttemptRecord, LiveAttempt>> attempts;
  for (const storage::AttemptRecord& record : snapshot.attempts) {
    auto attempt = LoadAttempt(*reader, shell.store.artifacts(), record);
    if (!attempt.ok()) {
      // One damaged input must not keep the coordinator down: the stage waits, and its next grant says the
      // same.
      logging::LogWarning("an attempt cannot go on",
                          {{"token", record.token.value}, {"error", attempt.status()}});
      CloseStray(scheduler, record, storage::StageFate::kRequeue, shell.clock.utc());
      continue;
    }
    attempts.emplace_back(record, *std::move(attempt));
  }
  scheduler.Apply([&](core::State& core, core::Instant now, core::Effects& effects) {
    core::CompleteRestore(core, now, effects);
    for (auto& [record, attempt] : attempts) {
      const leases::LeaseRecord lease{.stage_key = record.key.digest,
                                      .token = attempt.token,
                                      .worker_id = record.worker.value,
                                      .started = StartOf(record, shell.clock)};
      if (!leases::RestoreLease(core, lease, now, effects)) {
        CloseStray(scheduler, record, storage::StageFate::kCancel, shell.clock.utc());
        continue;
      }
      state.attempts[*core::FindStage(core, record.key.digest)] = std::move(attempt);
    }
  });
  logging::LogInfo("recovered", {{"sweeps", snapshot.sweeps.size()},
                                 {"stages", snapshot.stages.size()},
                                 {"attempts", snapshot.attempts.size()}});
  return Status();
}

}  // namespace srnet::app
