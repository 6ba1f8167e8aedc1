#include "coordinator/app/sweeps.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "coordinator/app/page_size.h"
#include "coordinator/app/pool_task.h"
#include "coordinator/app/show.h"
#include "coordinator/app/show_stored.h"
#include "coordinator/app/translate_plan.h"
#include "coordinator/scheduling/explain.h"
#include "storage/stores/stage_store.h"
#include "storage/stores/sweep_lookup.h"

namespace srnet::app {
namespace {

constexpr std::size_t kStagesPerResponse = 2000;

StatusOr<v1::GetSweepResponse> ReadSweep(sqlite::Connection& connection, const v1::GetSweepRequest& request) {
  SRNET_ASSIGN_OR_RETURN(const storage::SweepId id, storage::ResolveSweep(connection, request.sweep_id()));
  v1::GetSweepResponse response;
  SRNET_ASSIGN_OR_RETURN(*response.mutable_sweep(), ShowStoredSweep(connection, id));
  if (request.include_stages()) {
    SRNET_ASSIGN_OR_RETURN(auto stages, ShowStoredStages(connection, id));
    for (v1::Stage& stage : stages) *response.add_stages() = std::move(stage);
  }
  if (request.include_points()) {
    SRNET_ASSIGN_OR_RETURN(auto points, ShowStoredPoints(connection, id));
    for (v1::Point& point : points) *response.add_points() = std::move(point);
  }
  return response;
}

// A sweep that has ended and is not loaded, sent in one go and closed.
struct EndedSweep {
  v1::Sweep sweep;
  std::vector<v1::Stage> stages;
};

StatusOr<EndedSweep> ReadEnded(sqlite::Connection& connection, const storage::SweepId& id) {
  EndedSweep ended;
  SRNET_ASSIGN_OR_RETURN(ended.sweep, ShowStoredSweep(connection, id));
  SRNET_ASSIGN_OR_RETURN(ended.stages, ShowStoredStages(connection, id));
  return ended;
}

void SendEnded(const std::shared_ptr<rpc::WatchStream>& stream, const std::shared_ptr<EndedSweep>& ended,
               std::size_t position) {
  if (position == ended->stages.size() && position > 0) return stream->Finish(Status());
  const std::size_t end = std::min(ended->stages.size(), position + kStagesPerResponse);
  v1::WatchSweepResponse response;
  *response.mutable_sweep() = ended->sweep;
  for (std::size_t i = position; i < end; ++i) *response.add_stages() = ended->stages[i];
  std::weak_ptr<rpc::WatchStream> weak = stream;
  stream->SetCallbacks(
      [weak, ended, end] {
        if (const auto open = weak.lock()) SendEnded(open, ended, end);
      },
      [] {});
  stream->Send(std::move(response));
}

StatusOr<v1::ExplainResponse> ExplainStored(sqlite::Connection& connection, const storage::StageKey& key) {
  SRNET_ASSIGN_OR_RETURN(const auto record, storage::ReadStage(connection, key));
  v1::ExplainResponse response;
  response.add_reasons(fmt::format("The stage is {} and belongs to no sweep that is still running. {}",
                                   storage::Name(record.state), record.failure_message));
  return response;
}

// How what a request asks for is planned, and the text that is kept of it.
struct Asked {
  std::string specification;
  std::function<StatusOr<planning::Plan>(sqlite::Connection&)> plan;
};

template <typename Request>
Asked AskedBy(const Request& request) {
  const auto plan = [text = request.specification()](sqlite::Connection& connection) {
    return PlanToRun(connection, text);
  };
  return {.specification = request.specification(), .plan = plan};
}

Asked AskedBy(const v1::SubmitStagesRequest& request) {
  const auto plan = [request](sqlite::Connection& connection) {
    return PlanStagesToRun(connection, request);
  };
  return {.specification = StagesText(request), .plan = plan};
}

// With what people should know of its labels, if something is left to run.
StatusOr<planning::Plan> PlanFor(const Fleet& fleet, const Asked& asked, sqlite::Connection& connection) {
  SRNET_ASSIGN_OR_RETURN(planning::Plan plan, asked.plan(connection));
  SRNET_ASSIGN_OR_RETURN(const bool is_done, IsDone(connection, plan));
  auto notice = NoticeOfLabels(plan, fleet);
  if (notice && !is_done) plan.notices.push_back(*std::move(notice));
  return plan;
}

}  // namespace

Fleet Sweeps::ConnectedFleet() const {
  Fleet fleet;
  for (const core::Worker& worker : state_.core.workers) {
    if (!worker.connected) continue;
    fleet.workers.push_back({.id = worker.id,
                             .slots = worker.slots,
                             .labels = worker.labels,
                             .takes_work = core::TakesWork(worker)});
  }
  return fleet;
}

void Sweeps::Plan(v1::PlanRequest request, rpc::Reply<v1::PlanResponse> reply) {
  const auto read = [&store = shell_.store, request = std::move(request),
                     fleet = ConnectedFleet()](sqlite::Connection& connection) mutable {
    fleet.free_bytes = store.artifacts().FreeBytes();
    return Preview(connection, request, fleet);
  };
  ReplyFromStore(shell_, std::move(reply), read);
}

// Plans on the pool, then runs `then` on the loop.
template <typename Request, typename Then>
void Sweeps::PlanThen(const Request& request, Then then) {
  const Asked asked = AskedBy(request);
  const auto plan = [asked, fleet = ConnectedFleet()](sqlite::Connection& connection) {
    return PlanFor(fleet, asked, connection);
  };
  ReadThen<planning::Plan>(shell_, plan,
                           [this, id = request.request_id(), text = asked.specification,
                            then = std::move(then)](StatusOr<planning::Plan> planned) mutable {
                             if (!planned.ok()) return then(planned.status(), {});
                             storage::NewSweep sweep = ToStorage(*planned);
                             sweep.owner = "local";
                             sweep.request_id = std::move(id);
                             sweep.specification = std::move(text);
                             sweep.created = shell_.clock.utc();
                             then(std::move(sweep), std::move(planned->notices));
                           });
}

void Sweeps::SubmitSweep(v1::SubmitSweepRequest request, rpc::Reply<v1::SubmitSweepResponse> reply) {
  auto shared = std::make_shared<rpc::Reply<v1::SubmitSweepResponse>>(std::move(reply));
  PlanThen(request, [this, shared, priority = request.priority()](StatusOr<storage::NewSweep> sweep,
                                                                  const std::vector<std::string>& notices) {
    if (!sweep.ok()) return (*shared)(sweep.status());
    sweep->priority = priority;
    commands_.Submit(*std::move(sweep), [this, shared, notices](const auto& submitted) {
      if (!submitted.ok()) return (*shared)(submitted.status());
      Show(submitted->id, [shared, notices, created = submitted->created](StatusOr<v1::Sweep> shown) {
        if (!shown.ok()) return (*shared)(shown.status());
        v1::SubmitSweepResponse response;
        *response.mutable_sweep() = *std::move(shown);
        response.set_created(created);
        for (const std::string& notice : notices) response.add_notices(notice);
        (*shared)(std::move(response));
      });
    });
  });
}

void Sweeps::SubmitStages(v1::SubmitStagesRequest request, rpc::Reply<v1::SubmitStagesResponse> reply) {
  auto shared = std::make_shared<rpc::Reply<v1::SubmitStagesResponse>>(std::move(reply));
  PlanThen(request, [this, shared](StatusOr<storage::NewSweep> sweep, const std::vector<std::string>&) {
    if (!sweep.ok()) return (*shared)(sweep.status());
    commands_.Submit(*std::move(sweep), [this, shared](const auto& submitted) {
      if (!submitted.ok()) return (*shared)(submitted.status());
      Show(submitted->id, [shared, created = submitted->created](StatusOr<v1::Sweep> shown) {
        if (!shown.ok()) return (*shared)(shown.status());
        v1::SubmitStagesResponse response;
        *response.mutable_sweep() = *std::move(shown);
        response.set_created(created);
        (*shared)(std::move(response));
      });
    });
  });
}

void Sweeps::UpdateSweep(v1::UpdateSweepRequest request, rpc::Reply<v1::UpdateSweepResponse> reply) {
  auto shared = std::make_shared<rpc::Reply<v1::UpdateSweepResponse>>(std::move(reply));
  Resolve(request.sweep_id(), [this, shared, request](const StatusOr<storage::SweepId>& id) {
    if (!id.ok()) return (*shared)(id.status());
    PlanThen(request, [this, shared, id = *id](StatusOr<storage::NewSweep> sweep,
                                               const std::vector<std::string>& notices) {
      if (!sweep.ok()) return (*shared)(sweep.status());
      commands_.Update(id, *std::move(sweep), [this, shared, notices](const auto& updated) {
        if (!updated.ok()) return (*shared)(updated.status());
        Show(updated->id, [shared, notices](StatusOr<v1::Sweep> shown) {
          if (!shown.ok()) return (*shared)(shown.status());
          v1::UpdateSweepResponse response;
          *response.mutable_sweep() = *std::move(shown);
          for (const std::string& notice : notices) response.add_notices(notice);
          (*shared)(std::move(response));
        });
      });
    });
  });
}

void Sweeps::Show(const storage::SweepId& id, OnSweep done) {
  if (const auto live = core::FindSweep(state_.core, id.value)) return done(ShowSweep(state_, *live));
  const auto read = [id](sqlite::Connection& connection) { return ShowStoredSweep(connection, id); };
  ReadThen<v1::Sweep>(shell_, read, std::move(done));
}

void Sweeps::Resolve(std::string text, std::function<void(StatusOr<storage::SweepId>)> found) {
  const auto read = [text = std::move(text)](sqlite::Connection& connection) {
    return storage::ResolveSweep(connection, text);
  };
  ReadThen<storage::SweepId>(shell_, read, std::move(found));
}

void Sweeps::GetSweep(v1::GetSweepRequest request, rpc::Reply<v1::GetSweepResponse> reply) {
  const auto read = [request = std::move(request)](sqlite::Connection& connection) {
    return ReadSweep(connection, request);
  };
  ReadThen<v1::GetSweepResponse>(shell_, read, [this, reply = std::move(reply)](auto response) mutable {
    if (!response.ok()) return reply(response.status());
    if (const auto live = core::FindSweep(state_.core, response->sweep().sweep_id())) {
      const std::string specification = response->sweep().specification();
      *response->mutable_sweep() = ShowSweep(state_, *live);
      response->mutable_sweep()->set_specification(specification);
    }
    for (v1::Stage& stage : *response->mutable_stages()) {
      const auto live = core::FindStage(state_.core, *Digest::Parse(stage.stage_key()));
      if (!live) continue;
      const v1::Stage stored = std::exchange(stage, ShowStage(state_, *live));
      stage.set_seconds(stored.seconds());
      if (stage.worker_id().empty()) stage.set_worker_id(stored.worker_id());
    }
    reply(std::move(response));
  });
}

void Sweeps::ListSweeps(v1::ListSweepsRequest request, rpc::Reply<v1::ListSweepsResponse> reply) {
  const auto size = PageSize(request.page_size(), 50, 1000);
  if (!size.ok()) return reply(size.status());
  ReplyFromStore(
      shell_, std::move(reply),
      [size = *size,
       token = request.page_token()](sqlite::Connection& connection) -> StatusOr<v1::ListSweepsResponse> {
        SRNET_ASSIGN_OR_RETURN(const storage::SweepPage page,
                               storage::ListSweeps(connection, {}, size, token));
        v1::ListSweepsResponse response;
        for (const storage::SweepSummary& summary : page.sweeps) {
          v1::Sweep shown = ShowSummary(summary);
          SRNET_ASSIGN_OR_RETURN(const auto count, storage::CountPoints(connection, summary.sweep.id));
          shown.set_points_done(count.done);
          *response.add_sweeps() = std::move(shown);
        }
        response.set_next_page_token(page.next_page);
        return response;
      });
}

void Sweeps::CancelSweep(v1::CancelSweepRequest request, rpc::Reply<v1::CancelSweepResponse> reply) {
  auto shared = std::make_shared<rpc::Reply<v1::CancelSweepResponse>>(std::move(reply));
  Resolve(request.sweep_id(), [this, shared](StatusOr<storage::SweepId> id) {
    if (!id.ok()) return (*shared)(id.status());
    commands_.Cancel(*id, [this, id = *id, shared](const Status& status) {
      if (!status.ok()) return (*shared)(status);
      Show(id, [shared](StatusOr<v1::Sweep> shown) {
        if (!shown.ok()) return (*shared)(shown.status());
        v1::CancelSweepResponse response;
        *response.mutable_sweep() = *std::move(shown);
        (*shared)(std::move(response));
      });
    });
  });
}

void Sweeps::RetryFailed(v1::RetryFailedRequest request, rpc::Reply<v1::RetryFailedResponse> reply) {
  auto shared = std::make_shared<rpc::Reply<v1::RetryFailedResponse>>(std::move(reply));
  Resolve(request.sweep_id(), [this, shared](StatusOr<storage::SweepId> id) {
    if (!id.ok()) return (*shared)(id.status());
    commands_.Retry(*id, [this, id = *id, shared](const StatusOr<std::int64_t>& stages) {
      if (!stages.ok()) return (*shared)(stages.status());
      Show(id, [shared, stages = *stages](StatusOr<v1::Sweep> shown) {
        if (!shown.ok()) return (*shared)(shown.status());
        v1::RetryFailedResponse response;
        *response.mutable_sweep() = *std::move(shown);
        response.set_stages_retried(stages);
        (*shared)(std::move(response));
      });
    });
  });
}

void Sweeps::Explain(v1::ExplainRequest request, rpc::Reply<v1::ExplainResponse> reply) {
  const auto find = [text = request.stage_key()](sqlite::Connection& connection) {
    return storage::ResolveStage(connection, text);
  };
  ReadThen<storage::StageKey>(shell_, find, [this, reply = std::move(reply)](auto key) mutable {
    if (!key.ok()) return reply(key.status());
    if (const auto stage = core::FindStage(state_.core, key->digest)) {
      v1::ExplainResponse response;
      for (std::string& reason : scheduling::Explain(state_.core, *stage, shell_.clock.steady())) {
        response.add_reasons(std::move(reason));
      }
      return reply(std::move(response));
    }
    ReplyFromStore(shell_, std::move(reply),
                   [key = *key](sqlite::Connection& connection) { return ExplainStored(connection, key); });
  });
}

void Sweeps::WatchSweep(v1::WatchSweepRequest request, std::shared_ptr<rpc::WatchStream> stream) {
  Resolve(request.sweep_id(), [this, cursor = request.cursor(), stream](StatusOr<storage::SweepId> id) {
    if (!id.ok()) return stream->Finish(id.status());
    if (const auto live = core::FindSweep(state_.core, id->value))
      return watchers_.Watch(*live, cursor, stream);
    const auto read = [id = *id](sqlite::Connection& connection) { return ReadEnded(connection, id); };
    ReadThen<EndedSweep>(shell_, read, [stream](StatusOr<EndedSweep> ended) {
      if (!ended.ok()) return stream->Finish(ended.status());
      if (!stream->writable()) return;
      SendEnded(stream, std::make_shared<EndedSweep>(*std::move(ended)), 0);
    });
  });
}

}  // namespace srnet::app
