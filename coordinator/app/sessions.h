// The sessions of the workers, each a reconciliation: the worker states what it holds, and is answered with
// what it should hold.
//
//   message --> who is it? --> renew leases, note progress and curves
//           --> artifacts not known to be stored are looked for on the pool; their attempts run until then
//           --> scheduler --> answer
//           --> logs of ended attempts go their own way (log_intake.h)
//
// One worker id has one live session. A new stream of the same instance replaces its old one; another
// instance has to wait until the old stream has ended or has been silent for longer than a lease. Lives on
// the control loop.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "coordinator/app/live_state.h"
#include "coordinator/app/log_intake.h"
#include "coordinator/app/scheduler.h"
#include "coordinator/app/shell.h"
#include "coordinator/app/watchers.h"
#include "coordinator/leases/report.h"
#include "coordinator/rpc/session_stream.h"
#include "coordinator/rpc/worker_admin_handler.h"
#include "storage/stores/worker_store.h"

namespace srnet::app {

inline constexpr std::uint32_t kSessionProtocolVersion = 1;

class Sessions final : public rpc::SessionHandler,
                       public rpc::WorkerAdminHandler,
                       public Scheduler::Listener {
 public:
  struct Options {
    std::chrono::milliseconds lease{30'000};
    std::chrono::milliseconds report_interval{2'000};
  };

  Sessions(const Shell& shell, LiveState& state, Scheduler& scheduler, Watchers& watchers, Options options);

  void OnMessage(const std::shared_ptr<rpc::SessionStream>& stream, v1::SessionRequest request) override;
  void OnClosed(const std::shared_ptr<rpc::SessionStream>& stream) override;
  void ListWorkers(v1::ListWorkersRequest request, rpc::Reply<v1::ListWorkersResponse> reply) override;
  void Drain(v1::DrainRequest request, rpc::Reply<v1::DrainResponse> reply) override;
  void Quarantine(v1::QuarantineRequest request, rpc::Reply<v1::QuarantineResponse> reply) override;
  void Resume(v1::ResumeRequest request, rpc::Reply<v1::ResumeResponse> reply) override;
  void OnStageChanged(core::StageIndex) override {}
  void OnSweepChanged(core::SweepIndex) override {}
  void OnWantedChanged(core::WorkerIndex worker) override;

  // Workers that earlier runs of the coordinator knew, for the listing.
  void Remember(const std::vector<storage::WorkerRecord>& records);

  // Ends every session; no new one is accepted.
  void Close(const Status& status);

  std::size_t size() const { return sessions_.size(); }

 private:
  using Attempt = std::pair<core::StageIndex, std::uint64_t>;  // Stage and token.
  struct Session {
    std::shared_ptr<rpc::SessionStream> stream;
    std::string instance;
    core::Instant last_message{};
    leases::WorkerReport report;  // The last one, successes as reported.
    std::set<Attempt> reported;   // Attempts that it has mentioned, so it has their stages.
  };
  struct Worker {
    v1::WorkerDescription description;
    storage::Instant last_report;
    storage::Instant recorded;  // The last report that the store knows of.
    storage::WorkerState state = storage::WorkerState::kActive;
    std::string reason;  // Of that state.
  };

  Status Open(const std::shared_ptr<rpc::SessionStream>& stream, const v1::SessionRequest& request);
  Status MakeRoom(const std::string& worker_id, const std::string& instance);
  void RecordWorker(const std::string& id, const v1::WorkerDescription& description);
  void RecordSeen(const std::string& id);
  Status Handle(core::WorkerIndex worker, const v1::SessionRequest& request);
  void NoteSeen(const std::string& id);
  void NoteAttempt(const v1::AttemptReport& report, core::StageIndex stage, LiveAttempt& attempt);
  void NoteLog(const v1::AttemptReport& report, LiveAttempt& attempt) const;
  void NoteNotices(const v1::AttemptReport& report, core::StageIndex stage);
  void CheckSuccess(core::WorkerIndex worker, const v1::AttemptReport& report, core::StageIndex stage);
  void OnChecked(core::WorkerIndex worker, Attempt attempt, storage::StageResult result,
                 std::vector<std::string> missing);
  void ApplyReport(core::WorkerIndex worker);
  void Answer(core::WorkerIndex worker);
  StatusOr<std::string> ResolveWorker(const std::string& text) const;
  template <typename Response>
  void SetState(const std::string& worker, storage::WorkerState state, const std::string& reason,
                rpc::Reply<Response> reply);
  void OnStateRecorded(const std::string& id, storage::WorkerState state, const std::string& reason);
  void Admit(const std::string& id, storage::WorkerState state);
  v1::Worker ShowWorker(const std::string& id, const Worker& known) const;
  v1::AttemptGrant ShowGrant(const Session& session, core::StageIndex stage, core::Token token) const;

  const Shell& shell_;
  LiveState& state_;
  Scheduler& scheduler_;
  Watchers& watchers_;
  const Options options_;
  bool closing_ = false;
  std::map<core::WorkerIndex, Session> sessions_;
  std::map<std::string, Worker> workers_;  // Every worker that ever connected, by id.
  std::map<rpc::SessionStream*, core::WorkerIndex> workers_by_stream_;
  std::set<Attempt> checks_;  // Successes whose artifacts are being looked for.
  LogIntake logs_;
};

}  // namespace srnet::app
