#include "tests/worker/scripted_coordinator.h"

#include <algorithm>
#include <chrono>

namespace srnet::testing {

using Lock = std::lock_guard<std::mutex>;

namespace {

template <typename A, typename B>
bool SameAttempt(const A& a, const B& b) {
  return a.stage_key() == b.stage_key() && a.token() == b.token();
}

}  // namespace

ScriptedCoordinator::ScriptedCoordinator(const std::filesystem::path& socket)
    : address_("unix:" + socket.native()) {
  Start();
}

ScriptedCoordinator::~ScriptedCoordinator() { Stop(); }

void ScriptedCoordinator::Start() {
  grpc::ServerBuilder builder;
  builder.AddListeningPort(address_, grpc::InsecureServerCredentials());
  builder.RegisterService(this);
  builder.RegisterService(&artifacts_);
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) std::abort();
}

void ScriptedCoordinator::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now());
  server_.reset();
}

void ScriptedCoordinator::Want(v1::AttemptGrant grant) {
  const Lock lock(mutex_);
  wanted_.push_back(std::move(grant));
  SendLocked();
}

void ScriptedCoordinator::Unwant(const v1::AttemptGrant& grant) {
  const Lock lock(mutex_);
  std::erase_if(wanted_, [&](const v1::AttemptGrant& other) { return SameAttempt(other, grant); });
  SendLocked();
}

void ScriptedCoordinator::AcceptResults(bool accept) {
  const Lock lock(mutex_);
  accept_ = accept;
}

void ScriptedCoordinator::AcceptLogs(bool accept) {
  const Lock lock(mutex_);
  accept_logs_ = accept;
}

void ScriptedCoordinator::Follow(const v1::AttemptGrant& grant) {
  const Lock lock(mutex_);
  for (v1::AttemptGrant& wanted : wanted_) {
    if (SameAttempt(wanted, grant)) wanted.set_log_followed(true);
  }
  SendLocked();
}

void ScriptedCoordinator::RefuseSessions(grpc::StatusCode code) {
  const Lock lock(mutex_);
  refusal_ = code;
}

void ScriptedCoordinator::BreakStream() {
  const Lock lock(mutex_);
  if (context_ != nullptr) context_->TryCancel();
}

void ScriptedCoordinator::Repeat() {
  const Lock lock(mutex_);
  SendLocked();
}

bool ScriptedCoordinator::AwaitReport(const std::function<bool(const v1::SessionRequest&)>& matches) {
  std::unique_lock lock(mutex_);
  return reported_.wait_for(lock, std::chrono::seconds(30),
                            [&] { return std::any_of(reports_.begin(), reports_.end(), matches); });
}

bool ScriptedCoordinator::AwaitState(const v1::AttemptGrant& grant, v1::AttemptReport::State state) {
  return AwaitReport([&](const v1::SessionRequest& request) {
    return std::ranges::any_of(request.attempts(), [&](const v1::AttemptReport& attempt) {
      return SameAttempt(attempt, grant) && attempt.state() == state;
    });
  });
}

bool ScriptedCoordinator::AwaitLog(const v1::AttemptGrant& grant) {
  return AwaitReport([&](const v1::SessionRequest& request) {
    return std::ranges::any_of(request.logs(),
                               [&](const v1::AttemptLog& log) { return SameAttempt(log, grant); });
  });
}

void ScriptedCoordinator::ForgetReports() {
  const Lock lock(mutex_);
  reports_.clear();
}

int ScriptedCoordinator::sessions() {
  const Lock lock(mutex_);
  return sessions_;
}

v1::AttemptReport ScriptedCoordinator::ReportOf(const v1::AttemptGrant& grant) {
  const Lock lock(mutex_);
  for (auto request = reports_.rbegin(); request != reports_.rend(); ++request) {
    for (const v1::AttemptReport& attempt : request->attempts()) {
      if (SameAttempt(attempt, grant)) return attempt;
    }
  }
  return {};
}

v1::AttemptLog ScriptedCoordinator::LogOf(const v1::AttemptGrant& grant) {
  const Lock lock(mutex_);
  for (auto request = reports_.rbegin(); request != reports_.rend(); ++request) {
    for (const v1::AttemptLog& log : request->logs()) {
      if (SameAttempt(log, grant)) return log;
    }
  }
  return {};
}

grpc::Status ScriptedCoordinator::Session(grpc::ServerContext* context, Stream* stream) {
  v1::SessionRequest request;
  {
    const Lock lock(mutex_);
    ++sessions_;
    reported_.notify_all();
    if (refusal_ != grpc::StatusCode::OK) return {refusal_, "refused on purpose"};
    stream_ = stream;
    context_ = context;
  }
  while (stream->Read(&request)) Handle(request);
  const Lock lock(mutex_);
  if (stream_ == stream) {
    stream_ = nullptr;
    context_ = nullptr;
  }
  return grpc::Status::OK;
}

void ScriptedCoordinator::Handle(const v1::SessionRequest& request) {
  const Lock lock(mutex_);
  reports_.push_back(request);
  for (const v1::AttemptReport& attempt : request.attempts()) {
    const bool final = attempt.state() == v1::AttemptReport::STATE_SUCCEEDED ||
                       attempt.state() == v1::AttemptReport::STATE_FAILED;
    for (v1::AttemptGrant& grant : wanted_) {
      if (!SameAttempt(grant, attempt)) continue;
      grant.set_curves_received(attempt.first_curve_point() + attempt.curve_points_size());
      if (!attempt.log().empty()) {
        grant.set_log_received(attempt.log_position() + static_cast<std::int64_t>(attempt.log().size()));
      }
      grant.clear_missing_artifacts();
      for (const v1::ArtifactReference& artifact : attempt.result().artifacts()) {
        if (!artifacts_.Has(artifact.sha256())) grant.add_missing_artifacts(artifact.sha256());
      }
    }
    if (!final || !accept_) continue;
    const auto taken = std::erase_if(wanted_, [&](const v1::AttemptGrant& grant) {
      return SameAttempt(grant, attempt) && grant.missing_artifacts().empty();
    });
    if (taken > 0 && attempt.state() == v1::AttemptReport::STATE_SUCCEEDED) done_.insert(attempt.stage_key());
  }
  HandleLogs(request);
  SendLocked();
  reported_.notify_all();
}

void ScriptedCoordinator::HandleLogs(const v1::SessionRequest& request) {
  receipts_.clear();
  if (!accept_logs_) return;
  for (const v1::AttemptLog& log : request.logs()) {
    v1::LogReceipt& receipt = receipts_.emplace_back();
    receipt.set_stage_key(log.stage_key());
    receipt.set_token(log.token());
    receipt.set_missing(!artifacts_.Has(log.sha256()));
  }
}

void ScriptedCoordinator::SendLocked() {
  if (stream_ == nullptr) return;
  v1::SessionResponse response;
  for (const v1::AttemptGrant& grant : wanted_) *response.add_wanted() = grant;
  for (const std::string& key : done_) response.add_done_stages(key);
  for (const v1::LogReceipt& receipt : receipts_) *response.add_log_receipts() = receipt;
  response.mutable_next_report()->set_nanos(50'000'000);
  response.mutable_lease()->set_seconds(30);
  stream_->Write(response);
}

}  // namespace srnet::testing
