#include "worker/session/session.h"

#include <algorithm>
#include <random>
#include <utility>

#include "common/logging/logger.h"
#include "worker/session/messages.h"
#include "worker/session/reconcile.h"
#include "worker/session/stream.h"
#include "worker/transfer/backoff.h"

namespace srnet::session {

using attempts::AttemptId;
using attempts::AttemptView;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kDefaultInterval{2'000};
constexpr milliseconds kShortestInterval{20};
constexpr milliseconds kLongestInterval{60'000};
// Every report is answered, so a coordinator that lets several go by is stuck or unreachable.
constexpr int kMissedAnswers = 3;
constexpr milliseconds kShortestSilence{15'000};

milliseconds IntervalOf(const v1::SessionResponse& response) {
  if (!response.has_next_report()) return kDefaultInterval;
  const milliseconds asked(response.next_report().seconds() * 1000 +
                           response.next_report().nanos() / 1'000'000);
  return std::clamp(asked, kShortestInterval, kLongestInterval);
}

// Another program or another configuration is needed; trying again is useless.
bool IsRefusal(StatusCode code) {
  return code == StatusCode::kFailedPrecondition || code == StatusCode::kUnauthenticated ||
         code == StatusCode::kPermissionDenied || code == StatusCode::kInvalidArgument;
}

bool IsDone(const v1::SessionResponse& response, const Digest& stage_key) {
  return std::ranges::find(response.done_stages(), stage_key.ToHex()) != response.done_stages().end();
}

double RandomFraction() {
  thread_local std::minstd_rand generator(std::random_device{}());
  return std::uniform_real_distribution<double>(0, 1)(generator);
}

}  // namespace

Session::Session(asio::Loop& loop, std::shared_ptr<v1::WorkerService::Stub> stub, Identity identity,
                 attempts::AttemptHolder& holder, SessionCallbacks callbacks)
    : loop_(loop),
      stub_(std::move(stub)),
      identity_(std::move(identity)),
      holder_(holder),
      callbacks_(std::move(callbacks)),
      lease_(nullptr, [this](void*) { streams_done_.set_value(); }),
      pause_(loop),
      report_(loop),
      silence_(loop) {}

Session::~Session() {
  SRNET_CHECK(stream_ == nullptr && !loop_.IsCurrent());
  lease_.reset();
  streams_done_.get_future().wait();
}

void Session::Open() { Connect(); }

void Session::Close() {
  closed_ = true;
  stream_.reset();
  pause_.Cancel();
  report_.Cancel();
  silence_.Cancel();
}

void Session::Changed() {
  changed_ = true;
  Send();
}

void Session::Drain() {
  draining_ = true;
  Changed();
}

void Session::Connect() {
  introduced_ = false;
  answered_ = false;
  reported_.clear();
  received_.clear();
  stream_ = std::make_unique<Stream>(
      loop_, stub_,
      StreamCallbacks{.on_message = [this](const v1::SessionResponse& response) { OnMessage(response); },
                      .on_written =
                          [this] {
                            if (changed_) Send();
                          },
                      .on_end = [this](const Status& status) { OnEnd(status); }},
      lease_);
  silence_.After(kShortestSilence, [this] { OnEnd(DeadlineExceeded("the coordinator does not answer")); });
  Send();
}

void Session::Send() {
  changed_ = stream_ == nullptr || !stream_->can_write();
  if (!changed_) stream_->Write(Compose());
}

v1::SessionRequest Session::Compose() {
  v1::SessionRequest request;
  if (!std::exchange(introduced_, true)) {
    request.set_worker_id(identity_.worker_id);
    request.set_instance_id(identity_.instance_id);
    request.set_protocol_version(kProtocolVersion);
    *request.mutable_description() = identity_.description;
  }
  request.set_draining(draining_);
  const Received nothing;
  for (const AttemptView* attempt : holder_.Held()) {
    const auto known = received_.find(attempt->id);
    const Received& received = known == received_.end() ? nothing : known->second;
    v1::AttemptReport& report = *request.add_attempts() = ToReport(*attempt, received.curve_points);
    if (received.log.has_value()) AddLog(holder_.ReadLog(attempt->id, *received.log), report);
    if (IsFinal(attempt->phase)) reported_.insert(attempt->id);
  }
  for (const attempts::UploadedLog& log : holder_.Logs()) *request.add_logs() = ToMessage(log);
  return request;
}

void Session::OnMessage(const v1::SessionResponse& response) {
  if (!std::exchange(answered_, true)) logging::LogInfo("connected", {{"worker", identity_.worker_id}});
  failures_ = 0;
  Act(response);
  SettleLogs(response);
  const milliseconds interval = IntervalOf(response);
  report_.After(interval, [this] { Changed(); });
  silence_.After(std::max(kMissedAnswers * interval, kShortestSilence),
                 [this] { OnEnd(DeadlineExceeded("the coordinator does not answer any more")); });
  callbacks_.on_answer();
}

void Session::Act(const v1::SessionResponse& response) {
  std::vector<ParsedGrant> grants;
  std::vector<WantedAttempt> wanted;
  std::vector<AttemptId> order;
  for (const v1::AttemptGrant& message : response.wanted()) {
    StatusOr<ParsedGrant> grant = ParseGrant(message);
    // Nothing may be dropped on the word of a message that is not understood.
    if (!grant.ok())
      return logging::LogError("a list of wanted attempts is ignored", {{"error", grant.status()}});
    const AttemptId id = grant->grant.id;
    wanted.push_back({.id = id, .has_stage = !grant->grant.stage.empty(), .ending = holder_.IsEnding(id)});
    order.push_back(id);
    grants.push_back(*std::move(grant));
  }
  const bool followed = NoteReceived(grants);
  std::vector<HeldAttempt> held;
  for (const AttemptView* attempt : holder_.Held()) {
    held.push_back(
        {.id = attempt->id, .final = IsFinal(attempt->phase), .reported = reported_.contains(attempt->id)});
  }
  const Actions actions = Reconcile(held, wanted, draining_);
  holder_.SetOrder(order);
  for (const AttemptId& id : actions.drop) holder_.Drop(id, IsDone(response, id.stage_key));
  for (const std::size_t index : actions.start) holder_.Start(grants[index].grant);
  for (const ParsedGrant& grant : grants) {
    if (!grant.missing.empty()) holder_.UploadAgain(grant.grant.id, grant.missing);
  }
  if (followed) Changed();  // Whoever has begun to read a log should not wait for the next report.
}

// Whether the log of some attempt is followed that was not before.
bool Session::NoteReceived(const std::vector<ParsedGrant>& grants) {
  bool followed = false;
  std::map<AttemptId, Received> received;
  for (const ParsedGrant& grant : grants) {
    const auto before = received_.find(grant.grant.id);
    const bool known = before != received_.end() && before->second.log.has_value();
    followed = followed || (grant.log_received.has_value() && !known);
    received[grant.grant.id] = {.curve_points = grant.curves_received, .log = grant.log_received};
  }
  received_ = std::move(received);
  return followed;
}

void Session::SettleLogs(const v1::SessionResponse& response) {
  for (const v1::LogReceipt& receipt : response.log_receipts()) {
    const StatusOr<AttemptId> id = ParseId(receipt);
    if (!id.ok()) {
      logging::LogError("the receipt of a log is ignored", {{"error", id.status()}});
      continue;
    }
    holder_.SettleLog(*id, receipt.missing());
  }
}

void Session::OnEnd(const Status& status) {
  stream_.reset();
  report_.Cancel();
  silence_.Cancel();
  if (closed_) return;
  if (IsRefusal(status.code())) return callbacks_.on_refused(status);
  const milliseconds pause = transfer::Backoff(++failures_, RandomFraction());
  // One line for each outage, unless somebody has to act.
  const bool loud = failures_ == 1 || status.code() == StatusCode::kAlreadyExists;
  logging::Log(loud ? logging::Level::kWarning : logging::Level::kDebug,
               "no session with the coordinator; attempts go on and the worker tries again",
               {{"error", status}});
  pause_.After(pause, [this] { Connect(); });
  callbacks_.on_lost();
}

}  // namespace srnet::session
