#include "tests/coordinator/app/test_coordinator.h"

#include <gmock/gmock.h>

#include "common/digest/sha256.h"

namespace srnet::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kEpoch{1'700'000'000'000};

const std::string kDatasetJson =
    R"({"format":1,"labels":["contradiction","entailment","neutral"],"name":"mnli",
  "sets":[{"name":"train","role":"train","rows":1000,"metric":"accuracy"},
          {"name":"dev","role":"dev","rows":100},{"name":"hans","role":"ood","rows":300}],"task":"nli"})";

std::string Tree(const std::string& name, const std::string& content) {
  return fmt::format(R"({{"files":{{"{}":{{"bytes":{},"sha256":"{}"}}}}}})", name, content.size(),
                     DigestOf(content).ToHex());
}

}  // namespace

CoordinatorOptions TestCoordinator::Options() const {
  CoordinatorOptions options;
  options.state = state_;
  options.server.listen = {"unix:" + (folder_ / "socket").native()};
  options.shutdown_grace = milliseconds(100);
  options.disk_reserve = disk_reserve;
  options.clock.steady = [elapsed = elapsed_ms_] {
    return std::chrono::steady_clock::time_point(std::chrono::hours(1) + milliseconds(elapsed->load()));
  };
  options.clock.utc = [elapsed = elapsed_ms_] {
    return std::chrono::sys_time<milliseconds>(kEpoch + milliseconds(elapsed->load()));
  };
  return options;
}

std::string Edited(const std::string& sparsity) {
  std::string edited = kSpecification;
  return edited.replace(edited.find("sparsity: 0.5"), 13, "sparsity: " + sparsity);
}

void TestCoordinator::Start() {
  *elapsed_ms_ += 1;
  auto started = Coordinator::Start(Options());
  ASSERT_TRUE(started.ok()) << started.status();
  coordinator_ = *std::move(started);
}

std::shared_ptr<grpc::Channel> TestCoordinator::Connect() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // A connection of its own.
  return grpc::CreateCustomChannel(Options().server.listen[0], grpc::InsecureChannelCredentials(), arguments);
}

void TestCoordinator::Advance(milliseconds duration) {
  *elapsed_ms_ += duration.count();
  coordinator_->Tick();
}

std::unique_ptr<grpc::ClientContext> TestCoordinator::Context() {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  return context;
}

std::string TestCoordinator::Upload(const std::string& bytes) {
  auto stub = v1::ArtifactService::NewStub(Connect());
  const auto context = Context();
  v1::UploadResponse response;
  auto writer = stub->Upload(context.get(), &response);
  v1::UploadRequest request;
  const std::string digest = DigestOf(bytes).ToHex();
  request.mutable_header()->set_sha256(digest);
  request.mutable_header()->set_bytes(static_cast<std::int64_t>(bytes.size()));
  writer->Write(request);
  request.set_data(bytes);
  writer->Write(request);
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  EXPECT_TRUE(status.ok()) << status.error_message();
  return digest;
}

grpc::Status TestCoordinator::Register(v1::CatalogueEntry::Kind kind, const std::string& name,
                                       const std::string& tree) {
  auto stub = v1::CatalogueService::NewStub(Connect());
  v1::RegisterEntryRequest request;
  request.mutable_entry()->set_kind(kind);
  request.mutable_entry()->set_name(name);
  request.mutable_entry()->set_tree_sha256(tree);
  v1::RegisterEntryResponse response;
  return stub->RegisterEntry(Context().get(), request, &response);
}

void TestCoordinator::FillCatalogue() {
  EXPECT_TRUE(
      Register(v1::CatalogueEntry::KIND_DATASET, "mnli", UploadFolder("dataset.json", kDatasetJson)).ok());
  EXPECT_TRUE(Register(v1::CatalogueEntry::KIND_MODEL, "bert", UploadFolder("config.json", "{}")).ok());
}

std::string TestCoordinator::UploadFolder(const std::string& name, const std::string& content) {
  Upload(content);
  return Upload(Tree(name, content));
}

Outcome<v1::SubmitSweepResponse> TestCoordinator::Submit(const std::string& specification,
                                                         const std::string& request_id) {
  v1::SubmitSweepRequest request;
  request.set_specification(specification);
  request.set_request_id(request_id);
  Outcome<v1::SubmitSweepResponse> outcome;
  outcome.status =
      v1::SweepService::NewStub(Connect())->SubmitSweep(Context().get(), request, &outcome.response);
  return outcome;
}

Outcome<v1::GetSweepResponse> TestCoordinator::Get(const std::string& sweep) {
  v1::GetSweepRequest request;
  request.set_sweep_id(sweep);
  request.set_include_stages(true);
  request.set_include_points(true);
  Outcome<v1::GetSweepResponse> outcome;
  outcome.status =
      v1::SweepService::NewStub(Connect())->GetSweep(Context().get(), request, &outcome.response);
  return outcome;
}

Outcome<v1::CancelSweepResponse> TestCoordinator::Cancel(const std::string& sweep) {
  v1::CancelSweepRequest request;
  request.set_sweep_id(sweep);
  Outcome<v1::CancelSweepResponse> outcome;
  outcome.status =
      v1::SweepService::NewStub(Connect())->CancelSweep(Context().get(), request, &outcome.response);
  return outcome;
}

Outcome<v1::RetryFailedResponse> TestCoordinator::Retry(const std::string& sweep) {
  v1::RetryFailedRequest request;
  request.set_sweep_id(sweep);
  Outcome<v1::RetryFailedResponse> outcome;
  outcome.status =
      v1::SweepService::NewStub(Connect())->RetryFailed(Context().get(), request, &outcome.response);
  return outcome;
}

Outcome<v1::QueryResultsResponse> TestCoordinator::Query(const v1::QueryResultsRequest& request) {
  Outcome<v1::QueryResultsResponse> outcome;
  outcome.status =
      v1::ResultService::NewStub(Connect())->QueryResults(Context().get(), request, &outcome.response);
  return outcome;
}

std::string TestCoordinator::Export(v1::ExportResultsRequest::Format format) {
  v1::ExportResultsRequest request;
  request.set_format(format);
  const auto context = Context();
  auto stub = v1::ResultService::NewStub(Connect());
  auto reader = stub->ExportResults(context.get(), request);
  std::string document;
  v1::ExportResultsResponse piece;
  while (reader->Read(&piece)) document += piece.data();
  const grpc::Status status = reader->Finish();
  return status.ok() ? document : status.error_message();
}

bool TestCoordinator::WatchUntil(const std::function<bool(const v1::WatchSweepResponse&)>& predicate) {
  v1::WatchSweepRequest request;
  request.set_sweep_id("last");
  const auto context = Context();
  auto stub = v1::SweepService::NewStub(Connect());
  auto reader = stub->WatchSweep(context.get(), request);
  v1::WatchSweepResponse response;
  while (reader->Read(&response)) {
    if (predicate(response)) return true;
  }
  return false;
}

bool TestCoordinator::WatchUntil(v1::Sweep::State state) {
  return WatchUntil(
      [state](const v1::WatchSweepResponse& response) { return response.sweep().state() == state; });
}

v1::Stage TestCoordinator::StageOf(const std::string& kind) {
  const v1::GetSweepResponse response = Get().response;
  for (const v1::Stage& stage : response.stages()) {
    if (stage.kind() == kind) return stage;
  }
  ADD_FAILURE() << "no stage of kind " << kind;
  return {};
}

}  // namespace srnet::app
