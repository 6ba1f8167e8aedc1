#include "coordinator/app/sweep_commands.h"

#include <utility>

#include "common/logging/logger.h"
#include "coordinator/core/cancellation.h"
#include "coordinator/core/retry.h"
#include "storage/stores/sweep_store.h"

namespace srnet::app {
namespace {

struct Submission {
  LoadedSweep loaded;
  bool created = false;
  bool revived = false;
  bool replaced = false;  // Another sweep was cancelled for it.
};

StatusOr<Submission> Load(sqlite::Transaction& transaction, const storage::Submission& stored) {
  Submission submission{
      .loaded = {}, .created = stored.created, .revived = stored.revived, .replaced = false};
  SRNET_ASSIGN_OR_RETURN(submission.loaded, LoadSweep(transaction.connection(), stored.sweep.id));
  return submission;
}

StatusOr<Submission> SubmitAndLoad(sqlite::Transaction& transaction, const storage::NewSweep& sweep) {
  SRNET_ASSIGN_OR_RETURN(const storage::Submission stored, storage::SubmitSweep(transaction, sweep));
  return Load(transaction, stored);
}

StatusOr<Submission> ReplaceAndLoad(sqlite::Transaction& transaction, const storage::SweepId& id,
                                    const storage::NewSweep& next) {
  SRNET_ASSIGN_OR_RETURN(const storage::Submission stored, storage::ReplaceSweep(transaction, id, next));
  SRNET_ASSIGN_OR_RETURN(Submission submission, Load(transaction, stored));
  SRNET_ASSIGN_OR_RETURN(const storage::SweepRecord old, storage::ReadSweep(transaction.connection(), id));
  submission.replaced = old.superseded_by == stored.sweep.id;
  return submission;
}

struct Retried {
  LoadedSweep loaded;
  std::int64_t stages = 0;
};

// How many stages are not going to run any more.
StatusOr<std::int64_t> CountGivenUp(sqlite::Connection& connection, const storage::SweepId& id) {
  SRNET_ASSIGN_OR_RETURN(const auto counts, storage::CountStages(connection, id));
  std::int64_t given_up = 0;
  for (const storage::StageCount& count : counts) {
    const bool ended = storage::IsFinal(count.state) && count.state != storage::StageState::kDone;
    if (ended) given_up += count.count;
  }
  return given_up;
}

StatusOr<Retried> RetryAndLoad(sqlite::Transaction& transaction, const storage::SweepId& id) {
  Retried retried;
  SRNET_ASSIGN_OR_RETURN(retried.stages, CountGivenUp(transaction.connection(), id));
  SRNET_RETURN_IF_ERROR(storage::RetryFailed(transaction, id));
  SRNET_ASSIGN_OR_RETURN(retried.loaded, LoadSweep(transaction.connection(), id));
  return retried;
}

// Whether the sweep is cancelled afterwards, by this or by an earlier command.
StatusOr<bool> CancelStored(sqlite::Transaction& transaction, const storage::SweepId& id,
                            storage::Instant now) {
  SRNET_RETURN_IF_ERROR(storage::CancelSweep(transaction, id, now));
  SRNET_ASSIGN_OR_RETURN(const storage::SweepRecord sweep, storage::ReadSweep(transaction.connection(), id));
  return sweep.state == storage::SweepState::kCancelled;
}

}  // namespace

void SweepCommands::Submit(storage::NewSweep sweep, const std::function<void(StatusOr<Submitted>)>& done) {
  const auto submitted = [this, done](const StatusOr<Submission>& result) {
    if (!result.ok()) return done(result.status());
    const core::NewSweep& entered = result->loaded.sweep;
    logging::LogInfo("sweep submitted", {{"sweep", entered.id},
                                         {"name", result->loaded.live.name},
                                         {"created", result->created},
                                         {"stages", entered.stages.size()}});
    Enter(result->loaded, result->revived);
    done(Submitted{{entered.id}, result->created});
  };
  const Status queued = shell_.store.writer().SubmitFor<Submission>(
      [sweep = std::move(sweep)](sqlite::Transaction& transaction) {
        return SubmitAndLoad(transaction, sweep);
      },
      submitted);
  if (!queued.ok()) done(queued);
}

// The new sweep comes before the old one goes, so what they share is wanted all the time.
void SweepCommands::Update(const storage::SweepId& id, storage::NewSweep next,
                           const std::function<void(StatusOr<Submitted>)>& done) {
  const auto updated = [this, id, done](const StatusOr<Submission>& result) {
    if (!result.ok()) return done(result.status());
    const storage::SweepId next_id{result->loaded.sweep.id};
    logging::LogInfo("sweep updated", {{"sweep", id.value}, {"by", next_id.value}});
    scheduler_.Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
      EnterInto(state, result->loaded, result->revived, now, effects);
      if (result->replaced) CancelIn(state, id, next_id, effects);
    });
    done(Submitted{next_id, result->created});
  };
  const Status queued = shell_.store.writer().SubmitFor<Submission>(
      [id, next = std::move(next)](sqlite::Transaction& transaction) {
        return ReplaceAndLoad(transaction, id, next);
      },
      updated);
  if (!queued.ok()) done(queued);
}

void SweepCommands::Retry(const storage::SweepId& id,
                          const std::function<void(StatusOr<std::int64_t>)>& done) {
  const auto retried = [this, done](const StatusOr<Retried>& result) {
    if (!result.ok()) return done(result.status());
    Enter(result->loaded, true);
    done(result->stages);
  };
  const Status queued = shell_.store.writer().SubmitFor<Retried>(
      [id](sqlite::Transaction& transaction) { return RetryAndLoad(transaction, id); }, retried);
  if (!queued.ok()) done(queued);
}

void SweepCommands::Enter(const LoadedSweep& loaded, bool asked_again) {
  scheduler_.Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
    EnterInto(state, loaded, asked_again, now, effects);
  });
}

void SweepCommands::EnterInto(core::State& state, const LoadedSweep& loaded, bool asked_again,
                              core::Instant now, core::Effects& effects) {
  if (const auto known = core::FindSweep(state, loaded.sweep.id)) {
    core::SetPriority(state, *known, loaded.sweep.priority);
    core::SetExecution(state, *known, loaded.sweep.execution);
    if (asked_again) state_[*known].superseded_by.clear();
    // It may have failed here while the storage still took it for active.
    const bool failed = state[*known].state == core::SweepState::kFailed;
    if (asked_again || failed) core::Retry(state, *known, now, effects);
    return;
  }
  if (loaded.sweep.recorded != core::SweepState::kActive) return;
  AddToLive(state_, loaded, [&](core::State& core, const core::NewSweep& sweep) {
    return core::AddSweep(core, sweep, now, effects);
  });
}

void SweepCommands::Cancel(const storage::SweepId& id, const std::function<void(const Status&)>& done) {
  const auto cancelled = [this, id, done](const StatusOr<bool>& is_cancelled) {
    if (!is_cancelled.ok()) return done(is_cancelled.status());
    if (*is_cancelled) CancelLive(id);
    done(Status());
  };
  const Status queued = shell_.store.writer().SubmitFor<bool>(
      [id, now = shell_.clock.utc()](sqlite::Transaction& transaction) {
        return CancelStored(transaction, id, now);
      },
      cancelled);
  if (!queued.ok()) done(queued);
}

void SweepCommands::CancelLive(const storage::SweepId& id) {
  scheduler_.Apply(
      [&](core::State& state, core::Instant, core::Effects& effects) { CancelIn(state, id, {}, effects); });
}

void SweepCommands::CancelIn(core::State& state, const storage::SweepId& id,
                             const storage::SweepId& superseded_by, core::Effects& effects) {
  const auto sweep = core::FindSweep(state, id.value);
  if (!sweep || state[*sweep].state == core::SweepState::kCancelled) return;
  state_[*sweep].superseded_by = superseded_by.value;
  core::CancelSweep(state, *sweep, effects);
  state_[*sweep].ended = shell_.clock.utc();
}

}  // namespace srnet::app
