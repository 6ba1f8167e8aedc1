#include "coordinator/app/translate_session.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "common/json/write.h"
#include "coordinator/app/translate_names.h"

namespace srnet::app {
namespace {

StatusOr<leases::AttemptState> ToCore(v1::AttemptReport::State state) {
  switch (state) {
    case v1::AttemptReport::STATE_QUEUED:
      return leases::AttemptState::kQueued;
    case v1::AttemptReport::STATE_RUNNING:
      return leases::AttemptState::kRunning;
    case v1::AttemptReport::STATE_SUCCEEDED:
      return leases::AttemptState::kSucceeded;
    case v1::AttemptReport::STATE_FAILED:
      return leases::AttemptState::kFailed;
    default:
      return InvalidArgument("unknown state {}", static_cast<int>(state));
  }
}

StatusOr<leases::AttemptReport> ToCore(const v1::AttemptReport& report) {
  leases::AttemptReport attempt;
  SRNET_ASSIGN_OR_RETURN(attempt.stage_key, Digest::Parse(report.stage_key()));
  SRNET_ASSIGN_OR_RETURN(attempt.state, ToCore(report.state()));
  attempt.token = {report.token()};
  attempt.trained = report.trained();
  attempt.checkpoint = static_cast<std::uint32_t>(
      std::clamp<std::int64_t>(report.checkpoint_step(), 0, std::numeric_limits<std::uint32_t>::max()));
  if (attempt.state == leases::AttemptState::kFailed) {
    attempt.failure_class = app::ToCore(report.failure_class());
    attempt.failure_message = report.failure_message();
  }
  return attempt;
}

std::string LabelsJson(const v1::WorkerDescription& description) {
  const std::map<std::string, std::string> sorted(description.labels().begin(), description.labels().end());
  std::string text = "{";
  for (const auto& [name, value] : sorted) {
    if (text.size() > 1) text += ',';
    json::AppendString(text, name);
    text += ':';
    json::AppendString(text, value);
  }
  return text + "}";
}

}  // namespace

StatusOr<leases::WorkerReport> ToCore(const v1::SessionRequest& request) {
  leases::WorkerReport report;
  report.draining = request.draining();
  for (int i = 0; i < request.attempts_size(); ++i) {
    auto attempt = ToCore(request.attempts(i));
    if (!attempt.ok()) return Annotate(attempt.status(), fmt::format("attempts[{}]", i));
    report.attempts.push_back(*std::move(attempt));
  }
  return report;
}

storage::WorkerRecord ToStorage(const std::string& id, const v1::WorkerDescription& description,
                                storage::Instant now) {
  storage::WorkerRecord record;
  record.id = {id};
  record.host = description.host();
  record.version = description.program_version();
  record.labels = LabelsJson(description);
  record.first_seen = record.last_seen = now;
  for (const v1::Device& device : description.devices()) {
    storage::DeviceRecord& stored = record.devices.emplace_back();
    stored.index = static_cast<std::int64_t>(record.devices.size()) - 1;
    stored.kind = device.name().starts_with("cuda") ? "cuda" : "cpu";
    stored.name = device.model();
    stored.memory_bytes = device.memory_bytes();
  }
  return record;
}

v1::WorkerDescription ToProto(const storage::WorkerRecord& record) {
  v1::WorkerDescription description;
  description.set_host(record.host);
  description.set_program_version(record.version);
  for (const storage::DeviceRecord& stored : record.devices) {
    v1::Device& device = *description.add_devices();
    device.set_name(stored.kind);
    device.set_model(stored.name);
    device.set_memory_bytes(stored.memory_bytes);
  }
  return description;
}

StatusOr<storage::StageResult> ToStorage(const v1::AttemptResult& result) {
  storage::StageResult stored;
  stored.provenance = result.provenance();
  for (const v1::ArtifactReference& artifact : result.artifacts()) {
    storage::NamedArtifact& named = stored.artifacts.emplace_back();
    named.name = artifact.name();
    named.bytes = artifact.bytes();
    auto digest = Digest::Parse(artifact.sha256());
    if (!digest.ok()) return Annotate(digest.status(), "artifact " + artifact.name());
    named.digest = *digest;
  }
  for (const v1::Metric& metric : result.metrics()) {
    if (!std::isfinite(metric.value()))
      return InvalidArgument("metric {}.{} is no number", metric.set(), metric.metric());
    stored.metrics.push_back({metric.set(), metric.metric(), metric.group(), metric.value()});
  }
  for (const v1::CurvePoint& point : result.curve()) {
    if (!std::isfinite(point.value()))
      return InvalidArgument("curve {}.{} has no number", point.set(), point.metric());
    stored.curve.push_back({point.set(), point.metric(), point.step(), point.value()});
  }
  return stored;
}

}  // namespace srnet::app
