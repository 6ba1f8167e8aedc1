// The logs of ended attempts on their way from the workers' reports into the database.
//
//   report names it --> is the blob there? (pool) --> RecordLog (writer) --> receipt with the next answer
//                                          \--> no: a receipt that asks for it again
//
// Nothing else waits for a log. A worker repeats it until the receipt comes, so a log that is being looked at
// when a session or the coordinator ends is looked at again. Lives on the control loop.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>

#include "common/status/status.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"
#include "storage/stores/attempt_log.h"

#include "srnet/v1/worker_service.pb.h"

namespace srnet::app {

class LogIntake {
 public:
  using OnReceipt = std::function<void(core::WorkerIndex)>;

  // `on_receipt` comes on the loop when there is something new to say to that worker.
  LogIntake(const Shell& shell, Scheduler& scheduler, OnReceipt on_receipt)
      : shell_(shell), scheduler_(scheduler), on_receipt_(std::move(on_receipt)) {}

  // All logs that the last report of the worker names; others of it are forgotten. INVALID_ARGUMENT: one of
  // them makes no sense.
  Status Note(core::WorkerIndex worker, const std::string& worker_id, const v1::SessionRequest& request);

  // What can be said of them.
  void AddReceipts(core::WorkerIndex worker, v1::SessionResponse& response) const;

  // Its session is over.
  void Forget(core::WorkerIndex worker) { logs_.erase(worker); }

 private:
  // A log that has been uploaded again may be another one.
  struct Named {
    Digest stage;
    std::uint64_t token = 0;
    Digest log;
    auto operator<=>(const Named&) const = default;
  };
  enum class Standing { kLookedAt, kSettled, kMissing };

  void Check(core::WorkerIndex worker, const std::string& worker_id, const Named& named,
             const storage::AttemptLog& log);
  void Record(core::WorkerIndex worker, const std::string& worker_id, const Named& named,
              const storage::AttemptLog& log);
  void Settle(core::WorkerIndex worker, const Named& named, const Status& status);

  const Shell& shell_;
  Scheduler& scheduler_;
  OnReceipt on_receipt_;
  std::map<core::WorkerIndex, std::map<Named, Standing>> logs_;
};

}  // namespace srnet::app
