// Sweeps from submission to results, over the wire and through the real store.
#include <gmock/gmock.h>

#include <filesystem>
#include <set>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"
#include "tests/support/status_matchers.h"

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace srnet::app {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

struct SweepTest : ::testing::Test {
  SweepTest() { service.FillCatalogue(); }
  TestCoordinator service;
};

TEST_F(SweepTest, EveryPointOfASubmittedSweepGetsItsResult) {
  const auto submitted = service.Submit(kSpecification);
  ASSERT_TRUE(submitted.status.ok()) << submitted.status.error_message();
  EXPECT_TRUE(submitted.response.created());
  EXPECT_EQ(submitted.response.sweep().stages().ready(), 1);  // The import.
  FakeWorker(service, "w").RunToTheEnd();

  const auto sweep = service.Get().response.sweep();
  EXPECT_EQ(sweep.state(), v1::Sweep::STATE_DONE);
  EXPECT_EQ(sweep.points(), 2);
  EXPECT_EQ(sweep.points_done(), 2);
  EXPECT_EQ(service.StageOf("finetune").worker_id(), "w");
  EXPECT_THAT(service.Query().response.rows(), SizeIs(2));
  EXPECT_THAT(service.Export(v1::ExportResultsRequest::FORMAT_CSV),
              StartsWith("sweep,point,task,model,pipeline,"));
}

TEST_F(SweepTest, ResultsAreFilteredAndOrdered) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  v1::QueryResultsRequest request;
  request.mutable_filter()->set_filter("sparsity > 0.4");
  request.set_order_by("value desc");
  EXPECT_THAT(service.Query(request).response.rows(), SizeIs(1));
  request.mutable_filter()->set_filter("sparsity >");
  EXPECT_THAT(service.Query(request).status.error_message(),
              HasSubstr("filter, character 11: a value is missing"));
  request.mutable_filter()->clear_filter();
  request.set_order_by("size");
  EXPECT_EQ(service.Query(request).status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(SweepTest, TheSameSpecificationIsTheSameSweep) {
  const auto first = service.Submit(kSpecification, "r1");
  const auto again = service.Submit(std::string(kSpecification) + "# a comment\n", "r2");
  EXPECT_EQ(again.response.sweep().sweep_id(), first.response.sweep().sweep_id());
  EXPECT_FALSE(again.response.created());
  EXPECT_TRUE(service.Submit(kSpecification, "r1").status.ok());
}

TEST_F(SweepTest, ARequestIdServesOneSpecification) {
  ASSERT_TRUE(service.Submit(kSpecification, "r1").status.ok());
  EXPECT_EQ(service.Submit(Edited("0.7"), "r1").status.error_code(), grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(SweepTest, AnEditReusesWhatIsDone) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  const auto submitted = service.Submit(Edited("[0.5, 0.7]"));
  EXPECT_EQ(submitted.response.sweep().stages().done(), 5);
  EXPECT_EQ(submitted.response.sweep().stages().ready(), 1);
  EXPECT_EQ(submitted.response.sweep().points_done(), 2);
}

TEST_F(SweepTest, AStageThatSucceededAtTheSecondTryIsReusedAsAnyOther) {
  service.Submit(kSpecification);
  FakeWorker worker(service, "w");
  worker.Report();
  worker.Fail(worker.AwaitGrant(), v1::FAILURE_CLASS_CRASHED);
  worker.Report();
  worker.AwaitNothing();
  service.Advance(std::chrono::seconds(2));
  worker.AwaitGrant();
  worker.RunToTheEnd();
  EXPECT_EQ(service.StageOf("import_dataset").attempts(), 2);
  EXPECT_EQ(service.Submit(Edited("[0.5, 0.7]")).response.sweep().stages().done(), 5);
}

TEST_F(SweepTest, AnErrorInASpecificationNamesItsLine) {
  const auto outcome = service.Submit("name: x\nmodel: bert\ntasks: mnli\nseeds: one\ngrid: []\n");
  EXPECT_EQ(outcome.status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(outcome.status.error_message(), HasSubstr("line 4"));
}

TEST_F(SweepTest, AnErrorInASpecificationCarriesItsPlaceForPrograms) {
  const grpc::Status status = service.Submit("name: x\nmodel: bert\ntasks: mnli\nseeds: 1\ngrid: 7\n").status;
  google::rpc::Status details;
  google::rpc::BadRequest request;
  ASSERT_TRUE(details.ParseFromString(status.error_details())) << status.error_message();
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&request));
  ASSERT_GE(request.field_violations_size(), 1);
  EXPECT_EQ(request.field_violations(0).field(), "specification:5:7");
  EXPECT_THAT(status.error_message(),
              HasSubstr("line 5, column 7: " + request.field_violations(0).description()));
}

TEST_F(SweepTest, AnErrorOfAPlanCarriesItsPlaceForProgramsToo) {
  v1::PlanRequest request;
  request.set_specification("name: x\nmodel: bert\ntasks: mnli\nseeds: 1\ngrid: 7\n");
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  const grpc::Status status = stub->Plan(TestCoordinator::Context().get(), request, &plan);
  google::rpc::Status details;
  google::rpc::BadRequest violations;
  ASSERT_TRUE(details.ParseFromString(status.error_details())) << status.error_message();
  ASSERT_EQ(details.details_size(), 1);
  ASSERT_TRUE(details.details(0).UnpackTo(&violations));
  ASSERT_GE(violations.field_violations_size(), 1);
  EXPECT_EQ(violations.field_violations(0).field(), "specification:5:7");
}

TEST_F(SweepTest, AnUnknownModelIsNotFound) {
  std::string specification = kSpecification;
  specification.replace(specification.find("model: bert"), 11, "model: none");
  EXPECT_EQ(service.Submit(specification).status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(SweepTest, SweepsAreFoundByNameAndByPrefix) {
  const std::string id = service.Submit(kSpecification).response.sweep().sweep_id();
  EXPECT_EQ(service.Get("small").response.sweep().sweep_id(), id);
  EXPECT_EQ(service.Get(id.substr(0, 6)).response.sweep().sweep_id(), id);
  EXPECT_EQ(service.Get("nothing").status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(SweepTest, ANameThatSeveralActiveSweepsHaveCancelsNone) {
  const std::string older = service.Submit(kSpecification).response.sweep().sweep_id();
  const std::string newer = service.Submit(Edited("0.7")).response.sweep().sweep_id();
  const grpc::Status status = service.Cancel("small").status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr(newer + ", " + older));
  EXPECT_EQ(service.Get(newer).response.sweep().state(), v1::Sweep::STATE_ACTIVE);
  service.Cancel(older);
  EXPECT_EQ(service.Get("small").response.sweep().sweep_id(), newer);
}

TEST_F(SweepTest, ACancelledSweepTakesItsAttemptsAway) {
  service.Submit(kSpecification);
  FakeWorker worker(service, "w");
  worker.Report();
  worker.Held(worker.AwaitGrant());
  worker.Report();
  EXPECT_EQ(service.Cancel().response.sweep().state(), v1::Sweep::STATE_CANCELLED);
  worker.AwaitNothing();
  EXPECT_EQ(service.Get().response.sweep().stages().cancelled(), 5);
  EXPECT_TRUE(service.Cancel().status.ok());
}

TEST_F(SweepTest, ACancelledSweepRunsWhenSubmittedAgain) {
  service.Submit(kSpecification);
  service.Cancel();
  const auto again = service.Submit(kSpecification);
  EXPECT_EQ(again.response.sweep().state(), v1::Sweep::STATE_ACTIVE);
  FakeWorker(service, "w").RunToTheEnd();
  EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(SweepTest, ASweepThatIsSubmittedAgainTakesOverThePriority) {
  service.Submit(kSpecification);
  v1::SubmitSweepRequest request;
  request.set_specification(kSpecification);
  request.set_priority(7);
  v1::SubmitSweepResponse response;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->SubmitSweep(TestCoordinator::Context().get(), request, &response).ok());
  EXPECT_EQ(response.sweep().priority(), 7);
  service.Restart();
  EXPECT_EQ(service.Get().response.sweep().priority(), 7);
}

TEST_F(SweepTest, AStageWhoseDataAreGoneFailsAndSaysSo) {
  service.Submit(kSpecification);
  for (const auto& file :
       std::filesystem::recursive_directory_iterator(service.state() / "artifacts" / "blobs")) {
    if (file.is_regular_file()) std::filesystem::remove(file);
  }
  FakeWorker worker(service, "w");
  worker.Report();
  EXPECT_TRUE(service.WatchUntil(v1::Sweep::STATE_FAILED));
  EXPECT_EQ(service.StageOf("import_dataset").failure_class(), v1::FAILURE_CLASS_DATA_MISSING);
  EXPECT_THAT(service.StageOf("import_dataset").failure_message(),
              HasSubstr("are gone from the store: import it again"));
  service.Restart();
  EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_FAILED);
}

TEST_F(SweepTest, AFailureSkipsWhatReadsItUntilItIsRetried) {
  service.Submit(kSpecification);
  {
    FakeWorker worker(service, "w");
    worker.Report();
    worker.Fail(worker.AwaitGrant(), v1::FAILURE_CLASS_BAD_INPUT);
    worker.Report();
    EXPECT_TRUE(service.WatchUntil(v1::Sweep::STATE_FAILED));
  }
  EXPECT_EQ(service.StageOf("import_dataset").failure_class(), v1::FAILURE_CLASS_BAD_INPUT);
  EXPECT_EQ(service.StageOf("import_dataset").failure_message(), "as the test wants it");
  EXPECT_EQ(service.Get().response.sweep().stages().skipped(), 4);

  EXPECT_EQ(service.Retry().response.stages_retried(), 5);
  FakeWorker(service, "w", "2").RunToTheEnd();
  EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(SweepTest, AWatchResumesAfterItsCursor) {
  service.Submit(kSpecification);
  std::uint64_t cursor = 0;
  EXPECT_TRUE(service.WatchUntil([&](const v1::WatchSweepResponse& response) {
    cursor = response.cursor();
    return response.stages_size() == 5;
  }));
  FakeWorker worker(service, "w");
  worker.Report();
  worker.Held(worker.AwaitGrant());
  worker.Report();

  v1::WatchSweepRequest request;
  request.set_sweep_id("small");
  request.set_cursor(cursor);
  const auto context = TestCoordinator::Context();
  auto stub = v1::SweepService::NewStub(service.Connect());
  auto reader = stub->WatchSweep(context.get(), request);
  v1::WatchSweepResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_GT(response.cursor(), cursor);
  ASSERT_THAT(response.stages(), SizeIs(1));
  EXPECT_EQ(response.stages(0).kind(), "import_dataset");
  context->TryCancel();
}

TEST_F(SweepTest, ACursorThatTheLogDoesNotCoverGetsASnapshot) {
  service.Submit(kSpecification);
  v1::WatchSweepRequest request;
  request.set_sweep_id("small");
  request.set_cursor(7);
  const auto context = TestCoordinator::Context();
  auto stub = v1::SweepService::NewStub(service.Connect());
  auto reader = stub->WatchSweep(context.get(), request);
  v1::WatchSweepResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_THAT(response.stages(), SizeIs(5));
  context->TryCancel();
}

TEST_F(SweepTest, AWatchOfAnEndedSweepIsOneSnapshot) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  service.Restart();
  int stages = 0;
  EXPECT_FALSE(service.WatchUntil([&](const v1::WatchSweepResponse& response) {
    stages += response.stages_size();
    return false;
  }));
  EXPECT_EQ(stages, 5);
}

TEST_F(SweepTest, AWatchOfACancelledSweepEndsAlthoughAnotherSweepWantsAllOfItsStages) {
  v1::WatchSweepRequest request;
  request.set_sweep_id(service.Submit(kSpecification).response.sweep().sweep_id());
  service.Submit(Edited("[0.5, 0.7]"));
  const auto context = TestCoordinator::Context();
  auto stub = v1::SweepService::NewStub(service.Connect());
  auto reader = stub->WatchSweep(context.get(), request);
  v1::WatchSweepResponse response;
  ASSERT_TRUE(reader->Read(&response));
  EXPECT_EQ(response.sweep().state(), v1::Sweep::STATE_ACTIVE);
  EXPECT_EQ(service.Cancel(request.sweep_id()).response.sweep().stages().cancelled(), 0);
  while (reader->Read(&response)) {
  }
  EXPECT_EQ(response.sweep().state(), v1::Sweep::STATE_CANCELLED);
  const grpc::Status ended = reader->Finish();
  EXPECT_TRUE(ended.ok()) << ended.error_message();
}

TEST_F(SweepTest, AReadyStageWithoutWorkersIsExplained) {
  service.Submit(kSpecification);
  v1::ExplainRequest request;
  request.set_stage_key(service.StageOf("import_dataset").stage_key());
  v1::ExplainResponse response;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Explain(TestCoordinator::Context().get(), request, &response).ok());
  EXPECT_GE(response.reasons_size(), 1);
}

TEST_F(SweepTest, AUniqueStartOfItsKeyNamesAStageInEveryCall) {
  service.Submit(kSpecification);
  const std::string key = service.StageOf("finetune").stage_key();
  auto sweeps = v1::SweepService::NewStub(service.Connect());
  auto results = v1::ResultService::NewStub(service.Connect());
  v1::ExplainRequest explain;
  explain.set_stage_key(key.substr(0, 12));
  v1::ExplainResponse reasons;
  EXPECT_TRUE(sweeps->Explain(TestCoordinator::Context().get(), explain, &reasons).ok());
  v1::GetCurveRequest curve;
  curve.set_stage_key(key.substr(0, 12));
  v1::GetCurveResponse points;
  EXPECT_TRUE(results->GetCurve(TestCoordinator::Context().get(), curve, &points).ok());
  v1::GetLineageRequest lineage;
  lineage.set_stage_key(key.substr(0, 12));
  v1::GetLineageResponse nodes;
  ASSERT_TRUE(results->GetLineage(TestCoordinator::Context().get(), lineage, &nodes).ok());
  EXPECT_EQ(nodes.nodes().rbegin()->stage().stage_key(), key);
}

TEST_F(SweepTest, TheLineageOfAResultReachesBackToTheImport) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  v1::GetLineageRequest request;
  request.set_stage_key(service.Query().response.rows(1).stage_key());
  v1::GetLineageResponse response;
  auto stub = v1::ResultService::NewStub(service.Connect());
  ASSERT_TRUE(stub->GetLineage(TestCoordinator::Context().get(), request, &response).ok());
  EXPECT_THAT(response.nodes(), SizeIs(4));
  EXPECT_EQ(response.nodes(0).stage().kind(), "import_dataset");
  EXPECT_EQ(response.nodes(3).stage().kind(), "evaluate");
}

}  // namespace
}  // namespace srnet::app
