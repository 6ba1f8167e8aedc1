#include "coordinator/app/scheduler.h"

#include <cmath>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "common/logging/logger.h"
#include "coordinator/app/grant.h"
#include "coordinator/app/translate_names.h"
#include "coordinator/leases/commit.h"
#include "coordinator/leases/expiry.h"
#include "coordinator/scheduling/assign.h"
#include "storage/artifacts/collection.h"
#include "storage/stores/attempt_store.h"
#include "storage/stores/result_store.h"
#include "storage/stores/stage_standing.h"
#include "storage/stores/sweep_store.h"

namespace srnet::app {
namespace {

// Out of order for now: the same write may succeed later. ABORTED is that of a write which was rolled back
// with its group, or came before one that it needs.
bool IsPassing(const Status& status) {
  return status.code() == StatusCode::kResourceExhausted || status.code() == StatusCode::kUnavailable ||
         status.code() == StatusCode::kAborted;
}

std::string_view Name(core::AttemptEnd end) {
  switch (end) {
    case core::AttemptEnd::kFailed:
      return "failed";
    case core::AttemptEnd::kLost:
      return "lost";
    case core::AttemptEnd::kCancelled:
      return "cancelled";
  }
  return "";
}

storage::AttemptState ToStorage(core::AttemptEnd end) {
  switch (end) {
    case core::AttemptEnd::kFailed:
      return storage::AttemptState::kFailed;
    case core::AttemptEnd::kLost:
      return storage::AttemptState::kLost;
    case core::AttemptEnd::kCancelled:
      return storage::AttemptState::kCancelled;
  }
  return storage::AttemptState::kLost;
}

storage::StageFate FateOf(const core::CloseAttempt& close, const core::PersistStage* next) {
  const bool cancelled = next == nullptr ? close.end == core::AttemptEnd::kCancelled
                                         : next->state == core::StageState::kCancelled;
  if (cancelled) return storage::StageFate::kCancel;
  const bool failed = next != nullptr && next->state == core::StageState::kFailed;
  return failed ? storage::StageFate::kFail : storage::StageFate::kRequeue;
}

// `next` says where the stage stands then.
storage::AttemptEnd ToStorage(const core::CloseAttempt& close, const core::PersistStage* next) {
  storage::AttemptEnd end;
  end.state = ToStorage(close.end);
  end.fate = FateOf(close, next);
  if (next != nullptr) {
    end.crashes = next->crashes;
    end.memory_class = next->memory_class;
    end.checkpoint = next->checkpoint;
  }
  const bool failed = end.fate == storage::StageFate::kFail;
  const core::FailureClass failure_class = failed ? next->failure_class : close.failure_class;
  if (failure_class != core::FailureClass::kNone) end.failure_class = core::Name(failure_class);
  end.message = failed ? next->message : close.message;
  return end;
}

storage::Token ToStorage(core::Token token) { return {static_cast<std::int64_t>(token.value)}; }

storage::StageStanding StandingOf(const LiveState& state, core::StageIndex index) {
  const core::Stage& stage = state.core[index];
  storage::StageStanding standing;
  standing.stage = state[index].row;
  standing.state = app::ToStorage(stage.state);
  standing.crashes = stage.crashes;
  standing.memory_class = stage.memory_class;
  if (stage.failure_class != core::FailureClass::kNone)
    standing.failure_class = core::Name(stage.failure_class);
  standing.failure_message = core::FailureMessageOf(state.core, index);
  return standing;
}

// What the attempt has reported of its curve. The storage takes no value that is no number, as the losses of
// a training that has diverged are.
std::vector<storage::CurvePoint> CurveOf(LiveState& state, core::StageIndex stage, core::Token token) {
  std::vector<storage::CurvePoint> curve;
  const LiveAttempt* attempt = state.FindAttempt(stage, token);
  if (attempt == nullptr) return curve;
  for (const v1::CurvePoint& point : attempt->curve) {
    if (!std::isnan(point.value()))
      curve.push_back({point.set(), point.metric(), point.step(), point.value()});
  }
  return curve;
}

struct Granted {
  core::Token token;
  std::shared_ptr<const Grant> grant;
};

StatusOr<Granted> RecordAndLoad(sqlite::Transaction& transaction, const artifacts::ArtifactStore& artifacts,
                                storage::StageId stage, const storage::WorkerId& worker,
                                storage::Instant now) {
  SRNET_ASSIGN_OR_RETURN(const storage::Token token, storage::RecordGrant(transaction, stage, worker, now));
  SRNET_ASSIGN_OR_RETURN(auto grant, LoadGrant(transaction.connection(), artifacts, stage));
  return Granted{{static_cast<std::uint64_t>(token.value)}, std::move(grant)};
}

// The products were seen a while ago; from here to the commit no collection may take them.
Status AcceptIfStored(sqlite::Transaction& transaction, const artifacts::ArtifactStore& artifacts,
                      storage::StageId stage, core::Token token, const storage::StageResult& result,
                      storage::Instant now) {
  SRNET_RETURN_IF_ERROR(storage::AcceptResult(transaction, stage, ToStorage(token), result, now));
  std::vector<Digest> products;
  for (const storage::NamedArtifact& artifact : result.artifacts) products.push_back(artifact.digest);
  return artifacts::RenewAll(artifacts, products);
}

// What the batch says of the stage once its attempt is closed, or nullptr.
const core::PersistStage* NextWord(const core::Effects& effects, std::size_t from, core::StageIndex stage) {
  for (std::size_t i = from; i < effects.size(); ++i) {
    const auto* persist = std::get_if<core::PersistStage>(&effects[i]);
    if (persist != nullptr && persist->stage == stage) return persist;
  }
  return nullptr;
}

}  // namespace

void Scheduler::Apply(const Event& event) {
  core::Effects effects;
  event(state_.core, shell_.clock.steady(), effects);
  scheduling::AssignWork(state_.core, effects);
  Execute(effects);
  Notify(effects);
}

// Ends of attempts before what follows from them, and that before new grants.
void Scheduler::Execute(const core::Effects& effects) {
  for (std::size_t i = 0; i < effects.size(); ++i) {
    const auto* close = std::get_if<core::CloseAttempt>(&effects[i]);
    if (close != nullptr) CloseAttempt(*close, NextWord(effects, i, close->stage));
  }
  Standings changed;
  for (const core::Effect& effect : effects) {
    const auto* stage = std::get_if<core::PersistStage>(&effect);
    if (stage != nullptr) changed.stages.insert(stage->stage);
    if (const auto* sweep = std::get_if<core::PersistSweep>(&effect)) {
      NoteSweep(*sweep);
      changed.sweeps.insert(sweep->sweep);
    }
  }
  Record(changed);
  for (const core::Effect& effect : effects) {
    if (const auto* start = std::get_if<core::PersistStart>(&effect)) PersistStart(*start);
    if (const auto* accept = std::get_if<core::AcceptResult>(&effect)) AcceptResult(*accept);
    if (const auto* grant = std::get_if<core::PersistGrant>(&effect)) PersistGrant(*grant);
  }
}

void Scheduler::OfferResult(core::StageIndex stage, core::Token token, storage::StageResult result) {
  offered_[stage] = {token, std::move(result)};
}

bool Scheduler::HasResult(core::StageIndex stage, core::Token token) const {
  const auto offered = offered_.find(stage);
  return offered != offered_.end() && offered->second.first == token;
}

void Scheduler::Tick() {
  if (!retries_.empty()) {
    logging::LogWarning("the store refuses writes for now; they are tried again",
                        {{"writes", retries_.size()}, {"error", refusal_}});
  }
  for (auto& retry : std::exchange(retries_, {})) retry();
  Record(std::exchange(unrecorded_, {}));
  Apply([](core::State& state, core::Instant now, core::Effects& effects) {
    leases::Tick(state, now, effects);
  });
}

void Scheduler::PersistGrant(const core::PersistGrant& grant) {
  const core::StageIndex stage = grant.stage;
  const auto write = [&artifacts = shell_.store.artifacts(), row = state_[stage].row,
                      worker = storage::WorkerId{state_.core[grant.worker].id},
                      now = shell_.clock.utc()](sqlite::Transaction& transaction) {
    return RecordAndLoad(transaction, artifacts, row, worker, now);
  };
  const auto failed = [this, stage](const Status& status) {
    // Only what the stage reads can be its fault: see LoadGrant. Trouble of the store would fail every stage.
    const bool missing = status.code() == StatusCode::kFailedPrecondition;
    logging::LogWarning(
        missing ? "cannot grant a stage" : "cannot record a grant; the stage waits and is tried again",
        {{"stage", state_.core[stage].key.ToHex()}, {"error", status}});
    Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
      if (!missing) return leases::GrantFailed(state, stage, now, effects);
      leases::GrantRefused(state, stage, std::string(Message(status)), now, effects);
    });
  };
  const auto completion = [this, stage, failed](const StatusOr<Granted>& granted) {
    if (!granted.ok()) return failed(granted.status());
    shell_.metrics.CountGrant();
    LiveAttempt& attempt = state_.attempts[stage] = LiveAttempt();
    attempt.token = granted->token;
    attempt.grant = granted->grant;
    Apply([stage, token = granted->token](core::State& state, core::Instant now, core::Effects& effects) {
      leases::GrantDurable(state, stage, token, now, effects);
    });
  };
  const Status submitted = shell_.store.writer().SubmitFor<Granted>(write, completion);
  if (!submitted.ok()) shell_.control.Post([failed, submitted] { failed(submitted); });
}

void Scheduler::PersistStart(const core::PersistStart& start) {
  WriteUntilDone(
      [row = state_[start.stage].row, token = ToStorage(start.token), now = shell_.clock.utc()](
          sqlite::Transaction& transaction) { return storage::RecordStart(transaction, row, token, now); },
      [](const Status&) {});  // It has ended meanwhile: nobody asks any more.
}

void Scheduler::AcceptResult(const core::AcceptResult& accept) {
  const core::StageIndex stage = accept.stage;
  const core::Token token = accept.token;
  auto offered = offered_.extract(stage);
  SRNET_CHECK(!offered.empty() && offered.mapped().first == token);
  WriteUntilDone(
      [&artifacts = shell_.store.artifacts(), row = state_[stage].row, token,
       result = std::move(offered.mapped().second),
       now = shell_.clock.utc()](sqlite::Transaction& transaction) {
        return AcceptIfStored(transaction, artifacts, row, token, result, now);
      },
      [this, stage, token](const Status& status) {
        const bool accepted = status.ok() || status.code() == StatusCode::kAlreadyExists;
        if (accepted) shell_.metrics.CountResult();
        Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
          if (accepted) return leases::ResultAccepted(state, stage, token, effects);
          // Of AcceptIfStored: a collection of garbage has been faster.
          if (absl::IsNotFound(status)) return leases::ResultIncomplete(state, stage, token, now, effects);
          // A stale token is no crash: a command has ended the attempt while the result was on its way.
          const bool stale = status.code() == StatusCode::kFailedPrecondition;
          const auto why = stale ? core::FailureClass::kCancelled : core::FailureClass::kCrashed;
          leases::ResultRefused(state, stage, token, why, std::string(Message(status)), now, effects);
        });
      });
}

void Scheduler::CloseAttempt(const core::CloseAttempt& close, const core::PersistStage* next) {
  storage::AttemptEnd end = ToStorage(close, next);
  shell_.metrics.CountAttemptEnd(Name(close.end), core::Name(close.failure_class));
  const std::string key = state_.core[close.stage].key.ToHex();
  logging::LogInfo("attempt ended", {{"stage", key},
                                     {"token", close.token.value},
                                     {"end", Name(close.end)},
                                     {"class", core::Name(close.failure_class)},
                                     {"message", close.message}});
  WriteUntilDone(
      [row = state_[close.stage].row, token = ToStorage(close.token), end = std::move(end),
       curve = CurveOf(state_, close.stage, close.token),
       now = shell_.clock.utc()](sqlite::Transaction& transaction) {
        SRNET_RETURN_IF_ERROR(storage::AppendCurve(transaction, row, token, curve));
        return storage::EndAttempt(transaction, row, token, end, now).status();
      },
      [key](const Status& status) {
        // FAILED_PRECONDITION: a cancellation closed it in its own transaction.
        if (status.ok() || status.code() == StatusCode::kFailedPrecondition) return;
        logging::LogError("cannot record the end of an attempt", {{"stage", key}, {"error", status}});
      });
}

void Scheduler::NoteSweep(const core::PersistSweep& sweep) {
  const bool ended = sweep.state != core::SweepState::kActive;
  state_[sweep.sweep].ended = ended ? std::optional(shell_.clock.utc()) : std::nullopt;
  logging::LogInfo(ended ? "sweep ended" : "sweep resumed",
                   {{"sweep", state_.core[sweep.sweep].id}, {"state", core::Name(sweep.state)}});
}

// A cancellation is recorded by its own transaction alone: the sweep may have been revived in the storage
// since.
void Scheduler::Record(const Standings& standings) {
  std::vector<storage::StageStanding> stages;
  for (const core::StageIndex stage : standings.stages) stages.push_back(StandingOf(state_, stage));
  std::vector<std::pair<storage::SweepId, storage::SweepState>> sweeps;
  for (const core::SweepIndex index : standings.sweeps) {
    const core::Sweep& sweep = state_.core[index];
    if (sweep.state != core::SweepState::kCancelled)
      sweeps.emplace_back(storage::SweepId{sweep.id}, ToStorage(sweep.state));
  }
  if (stages.empty() && sweeps.empty()) return;
  const auto write = [stages = std::move(stages), sweeps = std::move(sweeps),
                      now = shell_.clock.utc()](sqlite::Transaction& transaction) {
    SRNET_RETURN_IF_ERROR(storage::RecordStandings(transaction, stages, now));
    for (const auto& [id, state] : sweeps)
      SRNET_RETURN_IF_ERROR(storage::RecordSweepState(transaction, id, state, now));
    return Status();
  };
  const auto settle = [this, standings](const Status& status) {
    if (status.ok()) return;
    logging::LogError("cannot record where stages and sweeps stand; it is tried again", {{"error", status}});
    unrecorded_.stages.insert(standings.stages.begin(), standings.stages.end());
    unrecorded_.sweeps.insert(standings.sweeps.begin(), standings.sweeps.end());
  };
  const Status submitted = shell_.store.writer().Submit(write, settle);
  if (!submitted.ok()) settle(submitted);
}

void Scheduler::WriteUntilDone(const storage::Writer::Write& write,
                               const std::function<void(const Status&)>& done) {
  const auto settle = [this, write, done](const Status& status) {
    if (!IsPassing(status)) return done(status);
    refusal_ = status;
    retries_.push_back([this, write, done] { WriteUntilDone(write, done); });
  };
  const Status submitted = shell_.store.writer().Submit(write, settle);
  if (!submitted.ok()) shell_.control.Post([settle, submitted] { settle(submitted); });
}

void Scheduler::Notify(const core::Effects& effects) {
  std::set<core::StageIndex> stages;
  std::set<core::SweepIndex> sweeps;
  std::set<core::WorkerIndex> workers;
  for (const core::Effect& effect : effects) {
    if (const auto* notify = std::get_if<core::NotifyStage>(&effect)) stages.insert(notify->stage);
    if (const auto* sweep = std::get_if<core::PersistSweep>(&effect)) sweeps.insert(sweep->sweep);
    if (const auto* wanted = std::get_if<core::WantedChanged>(&effect)) workers.insert(wanted->worker);
  }
  for (const core::StageIndex stage : stages) StageChanged(stage);
  for (const core::SweepIndex sweep : sweeps) {
    for (Listener* listener : listeners_) listener->OnSweepChanged(sweep);
  }
  for (const core::WorkerIndex worker : workers) {
    for (Listener* listener : listeners_) listener->OnWantedChanged(worker);
  }
}

void Scheduler::StageChanged(core::StageIndex stage) {
  const auto attempt = state_.attempts.find(stage);
  const core::Lease* lease = core::LiveLease(state_.core, stage);
  const bool ended =
      attempt != state_.attempts.end() && (lease == nullptr || lease->token != attempt->second.token);
  if (ended) {
    state_.attempts.erase(attempt);
    offered_.erase(stage);
  }
  state_.CountIfDone(stage);
  for (Listener* listener : listeners_) listener->OnStageChanged(stage);
}

}  // namespace srnet::app
