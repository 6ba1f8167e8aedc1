// The logs of attempts for those who read them: of one that has ended out of the store, of one that runs out
// of what its worker sends while somebody asks for it.
#pragma once

#include <chrono>
#include <cstdint>

#include "coordinator/app/live_state.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"
#include "coordinator/rpc/reply.h"
#include "storage/stores/attempt_log.h"

#include "srnet/v1/result_service.pb.h"

namespace srnet::app {

// How long a worker goes on sending a log that nobody has asked for again.
inline constexpr std::chrono::seconds kLogFollowed{15};
// How long a worker that is connected may take to hand in the log of an attempt that has ended.
inline constexpr std::chrono::seconds kLogPending{60};

class AttemptLogs {
 public:
  AttemptLogs(const Shell& shell, LiveState& state, Scheduler& scheduler)
      : shell_(shell), state_(state), scheduler_(scheduler) {}

  // On the pool: blocks on the database and the artifacts.
  void Read(const v1::GetLogRequest& request, rpc::Reply<v1::GetLogResponse> reply);

 private:
  struct Asked {
    storage::LoggedAttempt of;
    std::int32_t number = 0;
    std::int64_t position = 0;
  };

  static v1::GetLogResponse StartResponse(v1::GetLogResponse::State state, const Asked& asked,
                                          std::int64_t next_position);
  StatusOr<Asked> Find(const v1::GetLogRequest& request) const;
  StatusOr<v1::GetLogResponse> ReadStored(const Asked& asked) const;
  // These are on the control loop.
  StatusOr<v1::GetLogResponse> ReadUnstored(const Asked& asked);
  v1::GetLogResponse Follow(const Asked& asked, core::StageIndex stage, LiveAttempt& attempt);
  StatusOr<v1::GetLogResponse> AwaitLog(const Asked& asked) const;

  const Shell& shell_;
  LiveState& state_;
  Scheduler& scheduler_;
};

}  // namespace srnet::app
