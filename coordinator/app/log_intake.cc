#include "coordinator/app/log_intake.h"

#include <array>
#include <vector>

#include "common/logging/logger.h"
#include "storage/artifacts/collection.h"

namespace srnet::app {
namespace {

StatusOr<storage::AttemptLog> ReadLog(const v1::AttemptLog& log) {
  storage::AttemptLog stored;
  SRNET_ASSIGN_OR_RETURN(stored.digest, Digest::Parse(log.sha256()));
  if (log.bytes() < 0 || log.start() < 0) return InvalidArgument("a log has a negative size or start");
  stored.bytes = log.bytes();
  stored.start = log.start();
  return stored;
}

// NOT_FOUND also when it has another size: then it is not what the worker means.
Status CheckThere(const artifacts::ArtifactStore& store, const storage::AttemptLog& log) {
  SRNET_ASSIGN_OR_RETURN(const std::int64_t bytes, store.StatDurably(log.digest));
  if (bytes == log.bytes) return Status();
  return NotFound("blob {} has {} bytes, not {}", log.digest.ToHex(), bytes, log.bytes);
}

}  // namespace

Status LogIntake::Note(core::WorkerIndex worker, const std::string& worker_id,
                       const v1::SessionRequest& request) {
  const std::map<Named, Standing> before = std::exchange(logs_[worker], {});
  std::map<Named, Standing>& now = logs_[worker];
  for (const v1::AttemptLog& reported : request.logs()) {
    SRNET_ASSIGN_OR_RETURN(const Digest stage, Digest::Parse(reported.stage_key()));
    SRNET_ASSIGN_OR_RETURN(const storage::AttemptLog log, ReadLog(reported));
    const Named named{.stage = stage, .token = reported.token(), .log = log.digest};
    const auto known = before.find(named);
    // What was missing has been uploaded again, if it is still named.
    const bool again = known == before.end() || known->second == Standing::kMissing;
    now[named] = again ? Standing::kLookedAt : known->second;
    if (again) Check(worker, worker_id, named, log);
  }
  return Status();
}

void LogIntake::AddReceipts(core::WorkerIndex worker, v1::SessionResponse& response) const {
  const auto logs = logs_.find(worker);
  if (logs == logs_.end()) return;
  for (const auto& [named, standing] : logs->second) {
    if (standing == Standing::kLookedAt) continue;
    v1::LogReceipt& receipt = *response.add_log_receipts();
    receipt.set_stage_key(named.stage.ToHex());
    receipt.set_token(named.token);
    receipt.set_missing(standing == Standing::kMissing);
  }
}

void LogIntake::Check(core::WorkerIndex worker, const std::string& worker_id, const Named& named,
                      const storage::AttemptLog& log) {
  shell_.pool.Post([this, worker, worker_id, named, log] {
    shell_.control.Post(
        [this, worker, worker_id, named, log, there = CheckThere(shell_.store.artifacts(), log)] {
          if (!there.ok()) return Settle(worker, named, there);
          Record(worker, worker_id, named, log);
        });
  });
}

void LogIntake::Record(core::WorkerIndex worker, const std::string& worker_id, const Named& named,
                       const storage::AttemptLog& log) {
  scheduler_.WriteUntilDone(
      [&artifacts = shell_.store.artifacts(), worker_id, named, log,
       now = shell_.clock.utc()](sqlite::Transaction& transaction) -> Status {
        SRNET_ASSIGN_OR_RETURN(const bool known, storage::RecordLog(transaction, {named.stage},
                                                                    {static_cast<std::int64_t>(named.token)},
                                                                    {worker_id}, log, now));
        return known ? artifacts::RenewAll(artifacts, std::array{log.digest}) : Status();
      },
      [this, worker, named](const Status& status) { Settle(worker, named, status); });
}

void LogIntake::Settle(core::WorkerIndex worker, const Named& named, const Status& status) {
  const auto logs = logs_.find(worker);
  const auto entry = logs == logs_.end() ? std::map<Named, Standing>::iterator() : logs->second.find(named);
  if (logs == logs_.end() || entry == logs->second.end()) return;  // It will be reported again.
  const bool missing = status.code() == StatusCode::kNotFound;
  if (!status.ok() && !missing) {
    // It counts as looked at until the worker connects again.
    return logging::LogError("cannot record a log", {{"stage", named.stage.ToHex()}, {"error", status}});
  }
  entry->second = missing ? Standing::kMissing : Standing::kSettled;
  on_receipt_(worker);
}

}  // namespace srnet::app
