#include "coordinator/app/sessions.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "common/logging/logger.h"
#include "coordinator/app/translate_names.h"
#include "coordinator/app/translate_session.h"
#include "coordinator/leases/admission.h"
#include "coordinator/leases/wanted.h"
#include "coordinator/leases/worker_session.h"

namespace srnet::app {
namespace {

using google::protobuf::util::TimeUtil;

constexpr std::size_t kLongestWorkerId = 128;
// How far the recorded time of a worker's last report may lag behind while its session lasts.
constexpr std::chrono::minutes kSeenInterval{1};

Status CheckFirstMessage(const v1::SessionRequest& request) {
  if (request.protocol_version() != kSessionProtocolVersion) {
    return FailedPrecondition(
        "the worker speaks version {} of the session protocol, this coordinator version {}: use "
        "programs of one version",
        request.protocol_version(), kSessionProtocolVersion);
  }
  if (request.worker_id().empty() || request.worker_id().size() > kLongestWorkerId) {
    return InvalidArgument("worker_id must have 1 to {} characters", kLongestWorkerId);
  }
  if (request.description().slots() < 1) return InvalidArgument("description.slots must be at least 1");
  if (request.description().prefetch() < 0)
    return InvalidArgument("description.prefetch must not be negative");
  return Status();
}

// The artifacts of a result that the store does not have in full, or not for sure. Blocks on files.
std::vector<std::string> FindMissing(const artifacts::ArtifactStore& store,
                                     const storage::StageResult& result) {
  std::vector<std::string> missing;
  for (const storage::NamedArtifact& artifact : result.artifacts) {
    const StatusOr<std::int64_t> bytes = store.StatDurably(artifact.digest);
    if (!bytes.ok() || *bytes != artifact.bytes) missing.push_back(artifact.digest.ToHex());
  }
  return missing;
}

}  // namespace

Sessions::Sessions(const Shell& shell, LiveState& state, Scheduler& scheduler, Watchers& watchers,
                   Options options)
    : shell_(shell),
      state_(state),
      scheduler_(scheduler),
      watchers_(watchers),
      options_(options),
      logs_(shell, scheduler, [this](core::WorkerIndex worker) { Answer(worker); }) {}

void Sessions::OnMessage(const std::shared_ptr<rpc::SessionStream>& stream, v1::SessionRequest request) {
  auto known = workers_by_stream_.find(stream.get());
  if (known == workers_by_stream_.end()) {
    if (const Status status = Open(stream, request); !status.ok()) {
      logging::LogWarning("session refused", {{"worker", request.worker_id()}, {"error", status}});
      return stream->Finish(status);
    }
    known = workers_by_stream_.find(stream.get());
  }
  const core::WorkerIndex worker = known->second;
  if (const Status status = Handle(worker, request); !status.ok()) return stream->Finish(status);
  stream->ReadNext();
}

Status Sessions::Open(const std::shared_ptr<rpc::SessionStream>& stream, const v1::SessionRequest& request) {
  if (closing_) return Unavailable("the coordinator is shutting down: connect again later");
  SRNET_RETURN_IF_ERROR(CheckFirstMessage(request));
  SRNET_RETURN_IF_ERROR(MakeRoom(request.worker_id(), request.instance_id()));
  const v1::WorkerDescription& description = request.description();
  const leases::WorkerHello hello{.id = request.worker_id(),
                                  .slots = description.slots(),
                                  .prefetch = description.prefetch(),
                                  .labels = {description.labels().begin(), description.labels().end()}};
  Worker& known = workers_[request.worker_id()];
  core::WorkerIndex worker{};
  scheduler_.Apply([&](core::State& state, core::Instant now, core::Effects& effects) {
    worker = leases::WorkerConnected(state, hello, now);
    leases::SetAdmission(state, worker, ToCore(known.state), now, effects);
  });
  Session& session = sessions_[worker] = Session();
  session.stream = stream;
  session.instance = request.instance_id();
  workers_by_stream_[stream.get()] = worker;
  known.description = description;
  known.recorded = shell_.clock.utc();
  RecordWorker(request.worker_id(), description);
  logging::LogInfo(
      "worker connected",
      {{"worker", request.worker_id()}, {"host", description.host()}, {"slots", description.slots()}});
  return Status();
}

// Ends an older session of the worker, or says why it stands.
Status Sessions::MakeRoom(const std::string& worker_id, const std::string& instance) {
  const auto worker = core::FindWorker(state_.core, worker_id);
  const auto old = worker ? sessions_.find(*worker) : sessions_.end();
  if (old == sessions_.end()) return Status();
  const Session& session = old->second;
  const bool same_instance = !instance.empty() && session.instance == instance;
  const bool silent = shell_.clock.steady() - session.last_message > options_.lease;
  if (!same_instance && !silent) {
    return AlreadyExists("worker {} has a live session: give this worker another id, or stop the other one",
                         worker_id);
  }
  const std::shared_ptr<rpc::SessionStream> stream = session.stream;
  workers_by_stream_.erase(stream.get());
  logs_.Forget(old->first);
  sessions_.erase(old);
  stream->Finish(Aborted("a newer session of worker {} has taken over", worker_id));
  return Status();
}

// Grants name their worker, so it must be recorded before them: the writer keeps the order.
void Sessions::RecordWorker(const std::string& id, const v1::WorkerDescription& description) {
  scheduler_.WriteUntilDone(
      [record = ToStorage(id, description, shell_.clock.utc())](sqlite::Transaction& transaction) {
        return storage::RecordWorker(transaction, record);
      },
      [id](const Status& status) {
        if (!status.ok()) logging::LogError("cannot record a worker", {{"worker", id}, {"error", status}});
      });
}

// Writes down when the worker last reported, if the store does not know it yet. A write that is refused is
// not repeated: the next one comes with a later report.
void Sessions::RecordSeen(const std::string& id) {
  Worker& worker = workers_.at(id);
  if (worker.last_report <= worker.recorded) return;
  worker.recorded = worker.last_report;
  const auto settle = [id](const Status& status) {
    if (status.ok()) return;
    logging::LogError("cannot record the last report of a worker", {{"worker", id}, {"error", status}});
  };
  const Status submitted = shell_.store.writer().Submit(
      [id, seen = worker.last_report](sqlite::Transaction& transaction) {
        return storage::RecordWorkerSeen(transaction, {id}, seen);
      },
      settle);
  if (!submitted.ok()) settle(submitted);
}

void Sessions::OnClosed(const std::shared_ptr<rpc::SessionStream>& stream) {
  const auto known = workers_by_stream_.find(stream.get());
  if (known == workers_by_stream_.end()) return;
  const core::WorkerIndex worker = known->second;
  workers_by_stream_.erase(known);
  sessions_.erase(worker);
  logs_.Forget(worker);
  RecordSeen(state_.core[worker].id);
  logging::LogInfo("worker disconnected", {{"worker", state_.core[worker].id}});
  scheduler_.Apply(
      [worker](core::State& state, core::Instant, core::Effects&) { leases::WorkerGone(state, worker); });
}

Status Sessions::Handle(core::WorkerIndex worker, const v1::SessionRequest& request) {
  SRNET_ASSIGN_OR_RETURN(leases::WorkerReport report, ToCore(request));
  Session& session = sessions_.at(worker);
  session.last_message = shell_.clock.steady();
  session.report = std::move(report);
  session.reported.clear();
  NoteSeen(state_.core[worker].id);
  for (const v1::AttemptReport& attempt : request.attempts()) {
    const auto stage = core::FindStage(state_.core, *Digest::Parse(attempt.stage_key()));
    if (!stage) continue;
    session.reported.emplace(*stage, attempt.token());
    const core::Lease* lease = core::LiveLease(state_.core, *stage);
    LiveAttempt* live = state_.FindAttempt(*stage, {attempt.token()});
    if (live == nullptr || lease == nullptr || lease->worker != worker) continue;
    NoteAttempt(attempt, *stage, *live);
    if (attempt.state() == v1::AttemptReport::STATE_SUCCEEDED) CheckSuccess(worker, attempt, *stage);
  }
  SRNET_RETURN_IF_ERROR(logs_.Note(worker, state_.core[worker].id, request));
  ApplyReport(worker);
  return Status();
}

// A write for each report would be one every other second from every worker.
void Sessions::NoteSeen(const std::string& id) {
  Worker& worker = workers_.at(id);
  worker.last_report = shell_.clock.utc();
  if (worker.last_report - worker.recorded >= kSeenInterval) RecordSeen(id);
}

// Progress and what is new of the curve. A gap means that a message was lost: the answer says from where to
// repeat.
void Sessions::NoteAttempt(const v1::AttemptReport& report, core::StageIndex stage, LiveAttempt& attempt) {
  if (report.has_progress()) {
    const bool changed =
        !attempt.progress || attempt.progress->SerializeAsString() != report.progress().SerializeAsString();
    attempt.progress = report.progress();
    if (changed) watchers_.OnStageChanged(stage);
  }
  NoteNotices(report, stage);
  NoteLog(report, attempt);
  std::vector<v1::CurvePoint> fresh;
  for (int i = 0; i < report.curve_points_size(); ++i) {
    if (report.first_curve_point() + i != attempt.curve_received) continue;
    ++attempt.curve_received;
    fresh.push_back(report.curve_points(i));
    if (attempt.curve.size() < kMostCurvePoints) attempt.curve.push_back(report.curve_points(i));
  }
  watchers_.OnCurve(stage, std::move(fresh));
}

// A worker may send a little more of a log than anybody still reads.
void Sessions::NoteLog(const v1::AttemptReport& report, LiveAttempt& attempt) const {
  if (attempt.log_followed_until <= shell_.clock.steady()) {
    attempt.log = {};
  } else if (!report.log().empty()) {
    attempt.log.Append(report.log_position(), report.log());
  }
}

// Each report repeats all notices of the attempt.
void Sessions::NoteNotices(const v1::AttemptReport& report, core::StageIndex stage) {
  std::vector<std::string>& known = state_[stage].notices;
  if (std::equal(known.begin(), known.end(), report.notices().begin(), report.notices().end())) return;
  known.assign(report.notices().begin(), report.notices().end());
  logging::LogInfo("notices of an attempt", {{"stage", state_.core[stage].key.ToHex()},
                                             {"newest", known.empty() ? "" : known.back()}});
  watchers_.OnStageChanged(stage);
}

void Sessions::CheckSuccess(core::WorkerIndex worker, const v1::AttemptReport& report,
                            core::StageIndex stage) {
  const Attempt attempt{stage, report.token()};
  const bool has_passed = state_.core.leases.at(stage).phase == core::LeasePhase::kAccepting ||
                          scheduler_.HasResult(stage, {report.token()});
  if (has_passed || !checks_.insert(attempt).second) return;
  // What was missing before may have come; answers until the check is done must not ask for it again.
  if (LiveAttempt* live = state_.FindAttempt(stage, {report.token()})) live->missing_artifacts.clear();
  StatusOr<storage::StageResult> result = ToStorage(report.result());
  if (!result.ok()) {
    // What cannot be stored is a failure of the attempt, whatever the worker thinks of it.
    checks_.erase(attempt);
    for (leases::AttemptReport& reported : sessions_.at(worker).report.attempts) {
      if (reported.stage_key != state_.core[stage].key || reported.token.value != report.token()) continue;
      reported.state = leases::AttemptState::kFailed;
      reported.failure_class = core::FailureClass::kCrashed;
      reported.failure_message = fmt::format("the result cannot be stored: {}", Message(result.status()));
    }
    return;
  }
  shell_.pool.Post([this, worker, attempt, result = *std::move(result)]() mutable {
    std::vector<std::string> missing = FindMissing(shell_.store.artifacts(), result);
    shell_.control.Post(
        [this, worker, attempt, result = std::move(result), missing = std::move(missing)]() mutable {
          OnChecked(worker, attempt, std::move(result), std::move(missing));
        });
  });
}

void Sessions::OnChecked(core::WorkerIndex worker, Attempt attempt, storage::StageResult result,
                         std::vector<std::string> missing) {
  checks_.erase(attempt);
  const auto [stage, token] = attempt;
  LiveAttempt* live = state_.FindAttempt(stage, {token});
  if (live == nullptr || !sessions_.contains(worker)) return;
  live->missing_artifacts = std::move(missing);
  if (!live->missing_artifacts.empty()) {
    logging::LogWarning("a result names artifacts that the store lacks; the worker has to upload them again",
                        {{"stage", state_.core[stage].key.ToHex()}, {"worker", state_.core[worker].id}});
    return Answer(worker);  // The next report is checked again.
  }
  scheduler_.OfferResult(stage, {token}, std::move(result));
  ApplyReport(worker);
}

// The last report, as of when it came, in which a success counts as running until its artifacts have been
// checked. It is answered once, whatever follows from it: the scheduler folds repeats of WantedChanged into
// one.
void Sessions::ApplyReport(core::WorkerIndex worker) {
  const core::Instant came = sessions_.at(worker).last_message;
  leases::WorkerReport report = sessions_.at(worker).report;
  for (leases::AttemptReport& attempt : report.attempts) {
    if (attempt.state != leases::AttemptState::kSucceeded) continue;
    const auto stage = core::FindStage(state_.core, attempt.stage_key);
    if (stage && scheduler_.HasResult(*stage, attempt.token)) continue;
    attempt.state = leases::AttemptState::kRunning;
    attempt.trained = true;
  }
  scheduler_.Apply([&](core::State& state, core::Instant, core::Effects& effects) {
    leases::ApplyReport(state, worker, report, came, effects);
    effects.emplace_back(core::WantedChanged{worker});
  });
}

void Sessions::OnWantedChanged(core::WorkerIndex worker) { Answer(worker); }

void Sessions::Answer(core::WorkerIndex worker) {
  const auto session = sessions_.find(worker);
  // Before its first report nobody knows what the worker holds.
  if (session == sessions_.end() || session->second.last_message == core::Instant()) return;
  v1::SessionResponse response;
  for (const leases::WantedAttempt& wanted : leases::Wanted(state_.core, worker)) {
    *response.add_wanted() = ShowGrant(session->second, wanted.stage, wanted.token);
  }
  for (const auto& [stage, token] : session->second.reported) {
    if (state_.core[stage].state == core::StageState::kDone)
      response.add_done_stages(state_.core[stage].key.ToHex());
  }
  logs_.AddReceipts(worker, response);
  *response.mutable_next_report() = TimeUtil::MillisecondsToDuration(options_.report_interval.count());
  *response.mutable_lease() = TimeUtil::MillisecondsToDuration(options_.lease.count());
  session->second.stream->Send(std::move(response));
}

v1::AttemptGrant Sessions::ShowGrant(const Session& session, core::StageIndex stage,
                                     core::Token token) const {
  v1::AttemptGrant shown;
  shown.set_stage_key(state_.core[stage].key.ToHex());
  shown.set_token(token.value);
  shown.set_label(state_[stage].label);
  shown.set_memory_class(state_.core[stage].memory_class);
  const auto attempt = state_.attempts.find(stage);
  if (attempt == state_.attempts.end() || attempt->second.token != token) return shown;
  shown.set_curves_received(attempt->second.curve_received);
  if (attempt->second.log_followed_until > shell_.clock.steady()) {
    shown.set_log_followed(true);
    shown.set_log_received(attempt->second.log.end());
  }
  for (const std::string& digest : attempt->second.missing_artifacts) shown.add_missing_artifacts(digest);
  for (const v1::ResolvedInput& input : attempt->second.grant->inputs) *shown.add_inputs() = input;
  if (!session.reported.contains({stage, token.value})) shown.set_stage(attempt->second.grant->canonical);
  return shown;
}

void Sessions::Close(const Status& status) {
  closing_ = true;
  for (auto& [worker, session] : sessions_) {
    RecordSeen(state_.core[worker].id);  // Now: the writer may have stopped before the streams have closed.
    session.stream->Finish(status);
  }
}

}  // namespace srnet::app
