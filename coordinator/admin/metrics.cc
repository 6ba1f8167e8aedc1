#include "coordinator/admin/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace srnet::admin {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using Buckets = Histogram::BucketBoundaries;

const Buckets kSeconds = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
const Buckets kWrites = {1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000};

double Seconds(std::chrono::nanoseconds duration) { return std::chrono::duration<double>(duration).count(); }

Family<Counter>& Counters(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}
Family<Gauge>& Gauges(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}
Family<Histogram>& Histograms(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Impl {
  prometheus::Registry registry;
  Family<Counter>& rpcs = Counters(registry, "srnet_rpc_total", "Calls answered, by method and code.");
  Family<Histogram>& rpc_seconds = Histograms(
      registry, "srnet_rpc_seconds", "Duration of calls, by method; long-lived streams are left out.");
  Counter& commit_failures =
      Counters(registry, "srnet_store_commit_failures_total", "Groups of writes that could not be committed.")
          .Add({});
  Histogram& commit_seconds =
      Histograms(registry, "srnet_store_commit_seconds", "Duration of commits.").Add({}, kSeconds);
  Histogram& commit_writes =
      Histograms(registry, "srnet_store_commit_writes", "Writes that shared one commit.").Add({}, kWrites);
  Counter& grants = Counters(registry, "srnet_grants_total", "Attempts granted to workers.").Add({});
  Counter& results = Counters(registry, "srnet_results_total", "Results accepted.").Add({});
  Family<Counter>& attempt_ends = Counters(registry, "srnet_attempts_ended_total",
                                           "Attempts that ended without a result, by end and class.");
  Counter& uploaded = Counters(registry, "srnet_artifact_uploaded_bytes_total", "Bytes of uploads.").Add({});
  Counter& downloaded =
      Counters(registry, "srnet_artifact_downloaded_bytes_total", "Bytes of downloads.").Add({});
  Histogram& loop_lag =
      Histograms(registry, "srnet_loop_lag_seconds", "How long a task waited for the control loop.")
          .Add({}, kSeconds);
  Family<Gauge>& stages = Gauges(registry, "srnet_stages", "Stages of loaded sweeps, by state.");
  Gauge& sweeps = Gauges(registry, "srnet_sweeps_active", "Sweeps with work left.").Add({});
  Gauge& workers = Gauges(registry, "srnet_workers_connected", "Workers with a live session.").Add({});
  Gauge& watchers = Gauges(registry, "srnet_watchers", "Open watches of sweeps.").Add({});
};

Metrics::Metrics(std::string_view program_version) : impl_(std::make_unique<Impl>()) {
  Gauges(impl_->registry, "srnet_build_info", "1, labelled with the version of the program.")
      .Add({{"version", std::string(program_version)}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::CountRpc(std::string_view method, StatusCode code,
                       std::optional<std::chrono::nanoseconds> duration) {
  impl_->rpcs.Add({{"method", std::string(method)}, {"code", std::string(CodeName(code))}}).Increment();
  if (duration)
    impl_->rpc_seconds.Add({{"method", std::string(method)}}, kSeconds).Observe(Seconds(*duration));
}

void Metrics::CountCommit(std::size_t writes, std::chrono::nanoseconds duration, bool committed) {
  if (!committed) return impl_->commit_failures.Increment();
  impl_->commit_seconds.Observe(Seconds(duration));
  impl_->commit_writes.Observe(static_cast<double>(writes));
}

void Metrics::CountGrant() { impl_->grants.Increment(); }

void Metrics::CountResult() { impl_->results.Increment(); }

void Metrics::CountAttemptEnd(std::string_view end, std::string_view failure_class) {
  impl_->attempt_ends.Add({{"end", std::string(end)}, {"class", std::string(failure_class)}}).Increment();
}

void Metrics::CountUploadedBytes(std::int64_t bytes) {
  impl_->uploaded.Increment(static_cast<double>(bytes));
}

void Metrics::CountDownloadedBytes(std::int64_t bytes) {
  impl_->downloaded.Increment(static_cast<double>(bytes));
}

void Metrics::ObserveLoopLag(std::chrono::nanoseconds lag) { impl_->loop_lag.Observe(Seconds(lag)); }

void Metrics::SetStages(const std::map<std::string, std::int64_t>& by_state) {
  for (const auto& [state, count] : by_state)
    impl_->stages.Add({{"state", state}}).Set(static_cast<double>(count));
}

void Metrics::SetSweepsActive(std::int64_t count) { impl_->sweeps.Set(static_cast<double>(count)); }

void Metrics::SetWorkersConnected(std::int64_t count) { impl_->workers.Set(static_cast<double>(count)); }

void Metrics::SetWatchers(std::int64_t count) { impl_->watchers.Set(static_cast<double>(count)); }

std::string Metrics::Render() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace srnet::admin
