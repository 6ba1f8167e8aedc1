#include "coordinator/app/attempt_logs.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "storage/stores/stage_store.h"

namespace srnet::app {
namespace {

// More than any worker keeps.
constexpr std::int64_t kLongestStoredLog = std::int64_t{2} << 20;

// The number of the attempt that is meant, from 1.
StatusOr<std::size_t> ChooseAttempt(const std::vector<storage::LoggedAttempt>& attempts, std::int32_t asked,
                                    const std::string& stage) {
  if (asked < 0) return InvalidArgument("attempt {}: they are counted from 1", asked);
  if (attempts.empty())
    return FailedPrecondition("stage {} has not been tried yet: srnet explain {} says why", stage, stage);
  const auto number = static_cast<std::size_t>(asked);
  if (number > attempts.size())
    return NotFound("stage {} has no attempt {}: there have been {}", stage, asked, attempts.size());
  if (number > 0) return number;
  const auto has_run = [](const storage::LoggedAttempt& attempt) {
    return attempt.log.has_value() || attempt.attempt.started.has_value();
  };
  const auto newest = std::find_if(attempts.rbegin(), attempts.rend(), has_run);
  return newest == attempts.rend() ? attempts.size() : static_cast<std::size_t>(attempts.rend() - newest);
}

std::string HowItEnded(const storage::AttemptRecord& attempt) {
  return attempt.message.empty() ? std::string(storage::Name(attempt.state))
                                 : fmt::format("{}: {}", storage::Name(attempt.state), attempt.message);
}

}  // namespace

void AttemptLogs::Read(const v1::GetLogRequest& request, rpc::Reply<v1::GetLogResponse> reply) {
  StatusOr<Asked> asked = Find(request);
  if (!asked.ok()) return reply(asked.status());
  if (asked->of.log.has_value()) return reply(ReadStored(*asked));
  shell_.control.Post(
      [this, asked = *std::move(asked), reply = std::move(reply)]() mutable { reply(ReadUnstored(asked)); });
}

StatusOr<AttemptLogs::Asked> AttemptLogs::Find(const v1::GetLogRequest& request) const {
  if (request.position() < 0) return InvalidArgument("the position {} is negative", request.position());
  SRNET_ASSIGN_OR_RETURN(auto reader, shell_.store.readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const storage::StageKey key, storage::ResolveStage(*reader, request.stage_key()));
  SRNET_ASSIGN_OR_RETURN(auto attempts, storage::ReadAttempts(*reader, key));
  SRNET_ASSIGN_OR_RETURN(const std::size_t number,
                         ChooseAttempt(attempts, request.attempt(), key.digest.ToHex()));
  return Asked{.of = std::move(attempts[number - 1]),
               .number = static_cast<std::int32_t>(number),
               .position = request.position()};
}

v1::GetLogResponse AttemptLogs::StartResponse(v1::GetLogResponse::State state, const Asked& asked,
                                              std::int64_t next_position) {
  v1::GetLogResponse response;
  response.set_state(state);
  response.set_stage_key(asked.of.attempt.key.digest.ToHex());
  response.set_attempt(asked.number);
  response.set_worker_id(asked.of.attempt.worker.value);
  response.set_next_position(next_position);
  return response;
}

StatusOr<v1::GetLogResponse> AttemptLogs::ReadStored(const Asked& asked) const {
  const storage::AttemptLog& log = *asked.of.log;
  SRNET_ASSIGN_OR_RETURN(std::string text, shell_.store.artifacts().Get(log.digest, kLongestStoredLog));
  const std::int64_t first = std::max(asked.position, log.start);
  const std::int64_t known =
      std::min<std::int64_t>(first - log.start, static_cast<std::int64_t>(text.size()));
  v1::GetLogResponse response = StartResponse(v1::GetLogResponse::STATE_STORED, asked,
                                              log.start + static_cast<std::int64_t>(text.size()));
  response.set_skipped_bytes(first - asked.position);
  text.erase(0, static_cast<std::size_t>(known));
  response.set_data(std::move(text));
  return response;
}

StatusOr<v1::GetLogResponse> AttemptLogs::ReadUnstored(const Asked& asked) {
  const storage::AttemptRecord& attempt = asked.of.attempt;
  const auto stage = core::FindStage(state_.core, attempt.key.digest);
  LiveAttempt* live =
      stage ? state_.FindAttempt(*stage, {static_cast<std::uint64_t>(attempt.token.value)}) : nullptr;
  if (live != nullptr && core::LiveLease(state_.core, *stage) != nullptr) return Follow(asked, *stage, *live);
  return AwaitLog(asked);
}

v1::GetLogResponse AttemptLogs::Follow(const Asked& asked, core::StageIndex stage, LiveAttempt& attempt) {
  const LogWindow::Part part = attempt.log.From(asked.position);
  v1::GetLogResponse response =
      StartResponse(v1::GetLogResponse::STATE_RUNNING, asked, std::max(asked.position, attempt.log.end()));
  response.set_skipped_bytes(part.skipped);
  response.set_data(std::string(part.text));
  const core::Instant now = shell_.clock.steady();
  const bool begins = attempt.log_followed_until <= now;
  attempt.log_followed_until = now + kLogFollowed;
  // The worker is told at once. That may end the attempt's object, so nothing of it is used after this.
  if (begins) {
    const core::WorkerIndex worker = core::LiveLease(state_.core, stage)->worker;
    scheduler_.Apply([worker](core::State&, core::Instant, core::Effects& effects) {
      effects.emplace_back(core::WantedChanged{worker});
    });
  }
  return response;
}

// It has ended and has no log, or none yet.
StatusOr<v1::GetLogResponse> AttemptLogs::AwaitLog(const Asked& asked) const {
  const storage::AttemptRecord& attempt = asked.of.attempt;
  const std::string& id = attempt.worker.value;
  const auto worker = core::FindWorker(state_.core, id);
  const bool connected = worker && state_.core[*worker].connected;
  // An attempt that no lease holds any more, and that has not ended for the storage, is being written.
  const bool pending =
      !attempt.ended.has_value() || (connected && shell_.clock.utc() - *attempt.ended < kLogPending);
  if (pending) return StartResponse(v1::GetLogResponse::STATE_PENDING, asked, asked.position);
  if (!attempt.started.has_value())
    return NotFound("attempt {} has no log: its trainer did not run ({})", asked.number, HowItEnded(attempt));
  if (connected) return NotFound("attempt {} has no log: worker {} has not handed one in", asked.number, id);
  return NotFound(
      "the log of attempt {} is lost with worker {}, which is not connected, unless that comes back with its "
      "state folder",
      asked.number, id);
}

}  // namespace srnet::app
