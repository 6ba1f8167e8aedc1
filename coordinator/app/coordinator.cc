#include "coordinator/app/coordinator.h"

#include <grpcpp/impl/service_type.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <utility>

#include "common/asio/timer.h"
#include "common/logging/logger.h"
#include "coordinator/admin/http_server.h"
#include "coordinator/app/artifacts.h"
#include "coordinator/app/recovery.h"
#include "coordinator/app/results.h"
#include "coordinator/app/sessions.h"
#include "coordinator/app/sweeps.h"
#include "coordinator/rpc/services.h"

namespace srnet::app {
namespace {

constexpr int kPoolThreads = 4;
constexpr std::chrono::seconds kTick{1};
constexpr std::chrono::hours kCleaningPeriod{1};
// Long enough for whoever sends a large model over a line that comes and goes.
constexpr std::chrono::hours kAbandonedUpload{24};

// Where the change log of this run begins: above all that an earlier run can have given out.
std::uint64_t FirstCursor(const Clock& clock) {
  return static_cast<std::uint64_t>(clock.utc().time_since_epoch().count()) << 16;
}

core::Settings ToSettings(const CoordinatorOptions& options) {
  core::Settings settings;
  settings.lease = options.lease;
  settings.weights = options.weights;
  settings.quotas = options.quotas;
  settings.restart_grace = std::max<core::Duration>(settings.restart_grace, options.lease);
  return settings;
}

}  // namespace

std::string_view ProgramVersion() { return SRNET_VERSION; }

struct Coordinator::Impl {
  explicit Impl(CoordinatorOptions the_options)
      : options(std::move(the_options)), metrics(ProgramVersion()), control("control") {}
  ~Impl() { Stop(); }

  Status Open();
  Status StartServices();
  Status StartAdmin();
  std::vector<std::unique_ptr<grpc::Service>> MakeServices();
  void ScheduleTick();
  void Tick();
  void CleanWhenDue(std::chrono::steady_clock::time_point now);
  void Stop();

  const CoordinatorOptions options;
  admin::Metrics metrics;
  asio::Loop control;
  std::unique_ptr<Store> store;
  std::optional<asio::ThreadPool> pool;
  std::optional<Shell> shell;

  // On the control loop.
  LiveState state;
  std::optional<Scheduler> scheduler;
  std::optional<Watchers> watchers;
  std::optional<Sessions> sessions;
  std::optional<Sweeps> sweeps;
  std::optional<asio::Timer> timer;
  std::chrono::steady_clock::time_point cleaned = std::chrono::steady_clock::now();

  // On the pool.
  std::optional<AttemptLogs> logs;
  std::optional<Results> results;
  std::optional<Artifacts> artifacts;
  std::optional<Catalogue> catalogue;

  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<admin::HttpServer> http;
  std::atomic<bool> ready = false;
};

Status Coordinator::Impl::Open() {
  SRNET_ASSIGN_OR_RETURN(
      store, Store::Open(
                 options.state, options.disk_reserve, ProgramVersion(), options.clock.utc(),
                 [this](std::function<void()> completion) { control.Post(std::move(completion)); },
                 [this](const storage::Writer::GroupReport& report) {
                   metrics.CountCommit(report.writes, report.commit_time, report.committed);
                 }));
  pool.emplace("pool", kPoolThreads);
  shell.emplace(Shell{control, *pool, *store, metrics, options.clock});
  state.core.settings = ToSettings(options);
  scheduler.emplace(*shell, state);
  watchers.emplace(state, FirstCursor(options.clock));
  sessions.emplace(*shell, state, *scheduler, *watchers,
                   Sessions::Options{.lease = options.lease, .report_interval = options.report_interval});
  sweeps.emplace(*shell, state, *scheduler, *watchers);
  scheduler->AddListener(*watchers);
  scheduler->AddListener(*sessions);
  logs.emplace(*shell, state, *scheduler);
  results.emplace(*shell, state, *logs);
  artifacts.emplace(*shell);
  catalogue.emplace(*shell);
  SRNET_RETURN_IF_ERROR(Recover(*shell, state, *scheduler));
  SRNET_ASSIGN_OR_RETURN(auto reader, store->readers().Borrow());
  SRNET_ASSIGN_OR_RETURN(const auto workers, storage::ListWorkers(*reader));
  sessions->Remember(workers);
  return Status();
}

std::vector<std::unique_ptr<grpc::Service>> Coordinator::Impl::MakeServices() {
  const auto observe = [this](std::string_view method, StatusCode code, rpc::CallPolicy::Duration duration) {
    metrics.CountRpc(method, code, duration);
  };
  const rpc::CallPolicy on_loop{[this](asio::Task task) { control.Post(std::move(task)); }, observe};
  const rpc::CallPolicy on_pool{[this](asio::Task task) { pool->Post(std::move(task)); }, observe};
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(rpc::MakeSweepService(on_loop, *sweeps));
  services.push_back(rpc::MakeWorkerService(on_loop, *sessions));
  services.push_back(rpc::MakeWorkerAdminService(on_loop, *sessions));
  services.push_back(rpc::MakeResultService(on_pool, *results));
  services.push_back(rpc::MakeArtifactService(on_pool, *artifacts));
  services.push_back(rpc::MakeCatalogueService(on_pool, *catalogue));
  return services;
}

Status Coordinator::Impl::StartServices() {
  timer.emplace(control);
  control.Start();
  SRNET_ASSIGN_OR_RETURN(server, rpc::Server::Start(options.server, MakeServices()));
  control.Call([this] { ScheduleTick(); });
  return Status();
}

Status Coordinator::Impl::StartAdmin() {
  if (options.admin.empty()) return Status();
  admin::Pages pages;
  pages["/healthz"] = [] { return admin::Page{.status = 200, .body = "ok\n"}; };
  pages["/readyz"] = [this] {
    return ready ? admin::Page{.status = 200, .body = "ok\n"}
                 : admin::Page{.status = 503, .body = "not ready\n"};
  };
  pages["/metrics"] = [this] {
    return admin::Page{.status = 200, .content_type = "text/plain; version=0.0.4", .body = metrics.Render()};
  };
  SRNET_ASSIGN_OR_RETURN(http, admin::HttpServer::Start(options.admin, std::move(pages)));
  return Status();
}

void Coordinator::Impl::ScheduleTick() {
  const auto due = std::chrono::steady_clock::now() + kTick;
  timer->After(kTick, [this, due] {
    metrics.ObserveLoopLag(std::chrono::steady_clock::now() - due);
    Tick();
    CleanWhenDue(due);
    ScheduleTick();
  });
}

void Coordinator::Impl::Tick() {
  scheduler->Tick();
  core::StageCounts counts;
  for (const core::Stage& stage : state.core.stages) ++counts[stage.state];
  std::map<std::string, std::int64_t> stages;
  for (int i = 0; i < core::kStageStates; ++i) {
    const auto stage_state = static_cast<core::StageState>(i);
    stages[std::string(core::Name(stage_state))] = counts[stage_state];
  }
  metrics.SetStages(stages);
  metrics.SetSweepsActive(
      std::count_if(state.core.sweeps.begin(), state.core.sweeps.end(),
                    [](const auto& sweep) { return sweep.state == core::SweepState::kActive; }));
  metrics.SetWorkersConnected(static_cast<std::int64_t>(sessions->size()));
  metrics.SetWatchers(static_cast<std::int64_t>(watchers->size()));
}

void Coordinator::Impl::CleanWhenDue(std::chrono::steady_clock::time_point now) {
  if (now - cleaned < kCleaningPeriod) return;
  cleaned = now;
  pool->Post([this] {
    const Status status = store->artifacts().RemoveAbandoned(kAbandonedUpload);
    if (!status.ok()) logging::LogWarning("cannot remove abandoned uploads", {{"error", status}});
  });
}

// In this order nothing is called after it is gone: first the callers end, then what they call.
void Coordinator::Impl::Stop() {
  ready = false;
  if (artifacts) artifacts->Close();
  if (server != nullptr) {
    server->SetHealthy(false);
    control.Call([this] {
      const Status reason = Unavailable("the coordinator is shutting down: connect again later");
      watchers->Close(reason);
      sessions->Close(reason);
    });
    server->Shutdown(options.shutdown_grace);
  }
  if (pool) pool->Stop();
  if (store != nullptr) store->writer().Stop();
  if (server != nullptr) {
    control.Call([this] { timer->Cancel(); });
    logging::LogInfo("stopped");
  }
  control.Stop();
  server.reset();
  http.reset();
}

Coordinator::Coordinator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Coordinator::~Coordinator() = default;

StatusOr<std::unique_ptr<Coordinator>> Coordinator::Start(CoordinatorOptions options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  SRNET_RETURN_IF_ERROR(impl->Open());
  SRNET_RETURN_IF_ERROR(impl->StartServices());
  SRNET_RETURN_IF_ERROR(impl->StartAdmin());
  impl->ready = true;
  return std::unique_ptr<Coordinator>(new Coordinator(std::move(impl)));
}

const std::vector<std::string>& Coordinator::addresses() const { return impl_->server->addresses(); }

std::string Coordinator::admin_address() const {
  return impl_->http == nullptr ? "" : impl_->http->address();
}

void Coordinator::Tick() {
  impl_->control.Call([this] { impl_->Tick(); });
}

void Coordinator::Stop() { impl_->Stop(); }

}  // namespace srnet::app
