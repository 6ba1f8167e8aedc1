// The side of the sessions that administrators see: the list of workers, and taking one out of service.
#include <google/protobuf/util/time_util.h>

#include <utility>

#include "common/logging/logger.h"
#include "coordinator/app/coordinator.h"
#include "coordinator/app/page_size.h"
#include "coordinator/app/sessions.h"
#include "coordinator/app/translate_names.h"
#include "coordinator/app/translate_session.h"
#include "coordinator/core/suspicion.h"
#include "coordinator/leases/admission.h"

namespace srnet::app {
namespace {

using google::protobuf::util::TimeUtil;

}  // namespace

// Leases may have been restored before; they are worth what the admission says.
void Sessions::Remember(const std::vector<storage::WorkerRecord>& records) {
  for (const storage::WorkerRecord& record : records) {
    workers_[record.id.value] = {.description = ToProto(record),
                                 .last_report = record.last_seen,
                                 .recorded = record.last_seen,
                                 .state = record.state,
                                 .reason = record.reason};
    Admit(record.id.value, record.state);
  }
}

void Sessions::Admit(const std::string& id, storage::WorkerState state) {
  const auto worker = core::FindWorker(state_.core, id);
  if (!worker) return;
  scheduler_.Apply([&](core::State& core, core::Instant now, core::Effects& effects) {
    leases::SetAdmission(core, *worker, ToCore(state), now, effects);
  });
}

v1::Worker Sessions::ShowWorker(const std::string& id, const Worker& known) const {
  v1::Worker shown;
  shown.set_worker_id(id);
  *shown.mutable_description() = known.description;
  *shown.mutable_last_report_time() =
      TimeUtil::MillisecondsToTimestamp(known.last_report.time_since_epoch().count());
  shown.set_draining(known.state == storage::WorkerState::kDraining);
  shown.set_quarantined(known.state == storage::WorkerState::kQuarantined);
  shown.set_reason(known.reason);
  const auto worker = core::FindWorker(state_.core, id);
  if (!worker) return shown;
  shown.set_connected(sessions_.contains(*worker));
  if (shown.connected() && state_.core[*worker].draining) shown.set_draining(true);
  shown.set_crashes_in_row(state_.core[*worker].crashes_in_row);
  shown.set_resting(shown.connected() && core::Rests(state_.core, *worker));
  for (const core::StageIndex stage : state_.core[*worker].held) {
    shown.add_stage_keys(state_.core[stage].key.ToHex());
  }
  return shown;
}

// The page token is the last id of the page before.
void Sessions::ListWorkers(v1::ListWorkersRequest request, rpc::Reply<v1::ListWorkersResponse> reply) {
  const auto size = PageSize(request.page_size(), 100, 1000);
  if (!size.ok()) return reply(size.status());
  v1::ListWorkersResponse response;
  response.mutable_coordinator()->set_program_version(std::string(ProgramVersion()));
  *response.mutable_coordinator()->mutable_time() =
      TimeUtil::MillisecondsToTimestamp(shell_.clock.utc().time_since_epoch().count());
  for (auto it = workers_.upper_bound(request.page_token()); it != workers_.end(); ++it) {
    if (response.workers_size() == *size) {
      response.set_next_page_token(response.workers(*size - 1).worker_id());
      break;
    }
    *response.add_workers() = ShowWorker(it->first, it->second);
  }
  reply(std::move(response));
}

// An id, or a prefix that only one has.
StatusOr<std::string> Sessions::ResolveWorker(const std::string& text) const {
  if (text.empty()) return InvalidArgument("worker_id must not be empty");
  const auto first = workers_.lower_bound(text);
  if (first == workers_.end() || !first->first.starts_with(text))
    return NotFound("there is no worker \"{}\": srnet workers lists them", text);
  if (first->first == text) return text;
  const auto second = std::next(first);
  if (second != workers_.end() && second->first.starts_with(text))
    return InvalidArgument("\"{}\" begins the ids of several workers, such as {} and {}", text, first->first,
                           second->first);
  return first->first;
}

// In force once it is on disk, so that a restart cannot forget what was acknowledged.
template <typename Response>
void Sessions::SetState(const std::string& worker, storage::WorkerState state, const std::string& reason,
                        rpc::Reply<Response> reply) {
  const StatusOr<std::string> id = ResolveWorker(worker);
  if (!id.ok()) return reply(id.status());
  const auto shared = std::make_shared<rpc::Reply<Response>>(std::move(reply));
  const auto settle = [this, id = *id, state, reason, shared](const Status& status) {
    if (!status.ok()) return (*shared)(status);
    OnStateRecorded(id, state, reason);
    Response response;
    *response.mutable_worker() = ShowWorker(id, workers_.at(id));
    (*shared)(std::move(response));
  };
  const Status submitted = shell_.store.writer().Submit(
      [id = *id, state, reason](sqlite::Transaction& transaction) {
        return storage::RecordWorkerState(transaction, {id}, state, reason);
      },
      settle);
  if (!submitted.ok()) settle(submitted);
}

void Sessions::OnStateRecorded(const std::string& id, storage::WorkerState state, const std::string& reason) {
  Worker& known = workers_.at(id);
  known.state = state;
  known.reason = reason;
  logging::LogInfo("worker state set",
                   {{"worker", id}, {"state", core::Name(ToCore(state))}, {"reason", reason}});
  Admit(id, state);
}

void Sessions::Drain(v1::DrainRequest request, rpc::Reply<v1::DrainResponse> reply) {
  SetState(request.worker_id(), storage::WorkerState::kDraining, request.reason(), std::move(reply));
}

void Sessions::Quarantine(v1::QuarantineRequest request, rpc::Reply<v1::QuarantineResponse> reply) {
  if (!request.device().empty()) {
    return reply(Unimplemented(
        "this version of srnet-coordinator puts whole workers into quarantine: leave the device empty"));
  }
  SetState(request.worker_id(), storage::WorkerState::kQuarantined, request.reason(), std::move(reply));
}

void Sessions::Resume(v1::ResumeRequest request, rpc::Reply<v1::ResumeResponse> reply) {
  SetState(request.worker_id(), storage::WorkerState::kActive, "", std::move(reply));
}

}  // namespace srnet::app
