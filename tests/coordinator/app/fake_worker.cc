#include "tests/coordinator/app/fake_worker.h"

#include <gmock/gmock.h>

#include <set>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"

namespace srnet::app {
namespace {

std::vector<std::string> ArtifactsOf(const stage::Stage& stage) {
  const std::string_view kind = stage::KindName(stage.work);
  if (kind == "import_dataset") return {"dataset"};
  if (kind == "bias_model") return {"bias"};
  if (kind == "finetune") return {"checkpoint"};
  if (kind == "mask_train") return {"mask"};
  return {};
}

std::string Content(const std::string& canonical, const std::string& name) {
  return name + " of " + canonical;
}

}  // namespace

v1::AttemptResult FakeResult(const std::string& canonical) {
  v1::AttemptResult result;
  const auto stage = stage::ParseStage(canonical);
  EXPECT_TRUE(stage.ok()) << stage.status();
  for (const std::string& name : ArtifactsOf(*stage)) {
    const std::string content = Content(canonical, name);
    v1::ArtifactReference& artifact = *result.add_artifacts();
    artifact.set_name(name);
    artifact.set_sha256(DigestOf(content).ToHex());
    artifact.set_bytes(static_cast<std::int64_t>(content.size()));
  }
  v1::Metric& metric = *result.add_metrics();
  metric.set_set("dev");
  metric.set_metric("accuracy");
  metric.set_value(0.1 + static_cast<double>(canonical.size()) / 10000);
  v1::CurvePoint& point = *result.add_curve();
  point.set_set("dev");
  point.set_metric("accuracy");
  point.set_step(10);
  point.set_value(0.5);
  result.set_provenance("{}");
  return result;
}

FakeWorker::FakeWorker(TestCoordinator& coordinator, std::string id, std::string instance,
                       std::uint32_t protocol)
    : coordinator_(coordinator), stub_(v1::WorkerService::NewStub(coordinator.Connect())) {
  first_.set_worker_id(id);
  first_.set_instance_id(instance);
  first_.set_protocol_version(protocol);
  first_.mutable_description()->set_host("test");
  first_.mutable_description()->set_slots(1);
  stream_ = stub_->Session(context_.get());
}

FakeWorker::~FakeWorker() {
  if (finished_) return;
  context_->TryCancel();
  stream_->Finish();
}

void FakeWorker::Carry(const std::string& key, const std::string& value) {
  (*first_.mutable_description()->mutable_labels())[key] = value;
}

bool FakeWorker::Report() {
  v1::SessionRequest request = first_;
  for (const auto& [key, report] : held_) *request.add_attempts() = report;
  for (const v1::AttemptLog& log : logs_) *request.add_logs() = log;
  return stream_->Write(request);
}

v1::SessionResponse FakeWorker::Await(const std::function<bool(const v1::SessionResponse&)>& predicate) {
  v1::SessionResponse response;
  while (stream_->Read(&response)) {
    if (!predicate(response)) continue;
    std::map<std::pair<std::string, std::uint64_t>, v1::AttemptReport> wanted;
    for (const v1::AttemptGrant& grant : response.wanted()) {
      const auto key = std::pair(grant.stage_key(), grant.token());
      const auto held = held_.find(key);
      if (held != held_.end()) wanted.insert(*held);
    }
    held_ = std::move(wanted);
    return response;
  }
  finished_ = true;
  ADD_FAILURE() << "the session ended: " << stream_->Finish().error_message();
  return {};
}

v1::AttemptGrant FakeWorker::AwaitGrant() {
  const v1::SessionResponse response = Await([](const auto& r) { return r.wanted_size() > 0; });
  return response.wanted_size() > 0 ? response.wanted(0) : v1::AttemptGrant();
}

void FakeWorker::AwaitNothing() {
  Await([](const auto& response) { return response.wanted_size() == 0; });
}

v1::AttemptReport& FakeWorker::Held(const v1::AttemptGrant& grant) {
  v1::AttemptReport& report = held_[{grant.stage_key(), grant.token()}];
  report.set_stage_key(grant.stage_key());
  report.set_token(grant.token());
  if (report.state() == v1::AttemptReport::STATE_UNSPECIFIED)
    report.set_state(v1::AttemptReport::STATE_RUNNING);
  return report;
}

void FakeWorker::Succeed(const v1::AttemptGrant& grant) {
  for (const std::string& name : ArtifactsOf(*stage::ParseStage(grant.stage()))) {
    coordinator_.Upload(Content(grant.stage(), name));
  }
  v1::AttemptReport& report = Held(grant);
  report.set_state(v1::AttemptReport::STATE_SUCCEEDED);
  *report.mutable_result() = FakeResult(grant.stage());
}

void FakeWorker::Fail(const v1::AttemptGrant& grant, v1::FailureClass failure_class) {
  v1::AttemptReport& report = Held(grant);
  report.set_state(v1::AttemptReport::STATE_FAILED);
  report.set_failure_class(failure_class);
  report.set_failure_message("as the test wants it");
}

void FakeWorker::StateLog(const v1::AttemptGrant& grant, const std::string& text, std::int64_t start) {
  v1::AttemptLog& log = logs_.emplace_back();
  log.set_stage_key(grant.stage_key());
  log.set_token(grant.token());
  log.set_sha256(DigestOf(text).ToHex());
  log.set_bytes(static_cast<std::int64_t>(text.size()));
  log.set_start(start);
}

void FakeWorker::HandInLog(const v1::AttemptGrant& grant, const std::string& text, std::int64_t start) {
  coordinator_.Upload(text);
  StateLog(grant, text, start);
}

std::vector<v1::LogReceipt> FakeWorker::AwaitReceipts() {
  Report();
  const auto size = static_cast<int>(logs_.size());
  const v1::SessionResponse response =
      Await([size](const v1::SessionResponse& r) { return r.log_receipts_size() == size; });
  logs_.clear();
  return {response.log_receipts().begin(), response.log_receipts().end()};
}

void FakeWorker::RunToTheEnd(const Edit& edit) {
  std::set<std::uint64_t> succeeded;
  while (coordinator_.Get().response.sweep().state() == v1::Sweep::STATE_ACTIVE) {
    Report();
    const v1::SessionResponse response = Await([&](const v1::SessionResponse& r) {
      // A new attempt to run, or nothing left for now.
      return r.wanted_size() == 0 || !succeeded.contains(r.wanted(0).token());
    });
    for (const v1::AttemptGrant& grant : response.wanted()) {
      Succeed(grant);
      edit(grant, *Held(grant).mutable_result());
      succeeded.insert(grant.token());
    }
  }
}

std::vector<v1::SessionResponse> FakeWorker::Leave() {
  stream_->WritesDone();
  std::vector<v1::SessionResponse> responses;
  v1::SessionResponse response;
  while (stream_->Read(&response)) responses.push_back(response);
  finished_ = true;
  const grpc::Status ended = stream_->Finish();
  EXPECT_TRUE(ended.ok()) << ended.error_message();
  return responses;
}

grpc::Status FakeWorker::Finish() {
  v1::SessionResponse response;
  while (stream_->Read(&response)) {
  }
  finished_ = true;
  return stream_->Finish();
}

}  // namespace srnet::app
