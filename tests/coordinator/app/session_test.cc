// Workers: leases and tokens, broken streams, restarts, and results that must count exactly once.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct SessionTest : ::testing::Test {
  SessionTest() {
    service.FillCatalogue();
    service.Submit(kSpecification);
  }
  TestCoordinator service;
};

TEST_F(SessionTest, AGrantHasTheStageAndItsInputs) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  EXPECT_THAT(grant.stage(), HasSubstr("import_dataset"));
  ASSERT_THAT(grant.inputs(), SizeIs(2));
  EXPECT_EQ(grant.inputs(0).role(), "dataset");
  EXPECT_TRUE(grant.inputs(0).tree());
  EXPECT_TRUE(grant.inputs(0).source());
  v1::StatRequest request;
  request.add_sha256(grant.inputs(0).sha256());
  v1::StatResponse manifest;
  auto stub = v1::ArtifactService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Stat(TestCoordinator::Context().get(), request, &manifest).ok());
  EXPECT_EQ(grant.inputs(0).bytes(), manifest.blobs(0).bytes());
  worker.Held(grant);
  worker.Report();
  EXPECT_THAT(worker.Await([](const auto& r) { return r.wanted(0).stage().empty(); }).wanted(), SizeIs(1));
}

TEST_F(SessionTest, ARestartOfTheCoordinatorKeepsLeasesAndTokens) {
  std::uint64_t token = 0;
  v1::AttemptGrant grant;
  {
    FakeWorker worker(service, "w");
    worker.Report();
    grant = worker.AwaitGrant();
    token = grant.token();
  }
  service.Restart();
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
  FakeWorker worker(service, "w", "1");
  worker.Held(grant);
  worker.Report();
  EXPECT_EQ(worker.AwaitGrant().token(), token);
  worker.Succeed(grant);
  worker.Report();
  EXPECT_TRUE(service.WatchUntil([](const auto& response) { return response.sweep().stages().done() == 1; }));
}

TEST_F(SessionTest, AWorkerThatCameBackEmptyIsGivenItsAttemptAgain) {
  std::uint64_t token = 0;
  {
    FakeWorker worker(service, "w");
    worker.Report();
    token = worker.AwaitGrant().token();
  }
  service.Restart();
  FakeWorker worker(service, "w", "2");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  EXPECT_EQ(grant.token(), token);
  EXPECT_THAT(grant.stage(), Not(IsEmpty()));
}

TEST_F(SessionTest, AStageThatTakesTheWholeMachineDownEveryTimeFailsInTheEnd) {
  std::uint64_t token = 0;
  for (int instance = 1; instance <= 5; ++instance) {
    FakeWorker worker(service, "w", std::to_string(instance));
    worker.Report();
    const v1::AttemptGrant grant = worker.AwaitGrant();
    EXPECT_GT(grant.token(), token);
    token = grant.token();
    worker.Held(grant);
    worker.Report();
    worker.Await([](const auto& response) { return response.wanted(0).stage().empty(); });
    service.Restart();
  }
  FakeWorker worker(service, "w", "6");
  worker.Report();
  EXPECT_TRUE(service.WatchUntil(v1::Sweep::STATE_FAILED));
  EXPECT_THAT(service.StageOf("import_dataset").failure_message(), HasSubstr("given up after 5 crashes"));
}

TEST_F(SessionTest, AStageThatRanOutOfMemoryRunsAloneAlsoAfterARestart) {
  {
    FakeWorker worker(service, "w");
    worker.Report();
    const v1::AttemptGrant grant = worker.AwaitGrant();
    EXPECT_EQ(grant.memory_class(), 0u);
    worker.Fail(grant, v1::FAILURE_CLASS_OUT_OF_MEMORY);
    worker.Report();
    worker.Await([](const auto& r) { return r.wanted_size() == 1 && r.wanted(0).memory_class() == 1; });
  }
  service.Restart();
  FakeWorker worker(service, "w", "2");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  EXPECT_EQ(grant.memory_class(), 1u);
  worker.Fail(grant, v1::FAILURE_CLASS_OUT_OF_MEMORY);
  worker.Report();
  EXPECT_TRUE(service.WatchUntil(v1::Sweep::STATE_FAILED));
  EXPECT_THAT(service.StageOf("import_dataset").failure_message(), HasSubstr("more memory"));
}

TEST_F(SessionTest, AStaleTokenChangesNothing) {
  FakeWorker worker(service, "w");
  worker.Report();
  v1::AttemptGrant grant = worker.AwaitGrant();
  v1::AttemptGrant stale = grant;
  stale.set_token(grant.token() + 7);
  worker.Succeed(stale);
  worker.Held(grant);
  worker.Report();
  worker.Await([](const auto&) { return true; });
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
  EXPECT_THAT(service.Get().response.sweep().stages().done(), 0);
}

TEST_F(SessionTest, ASilentWorkerLosesItsAttemptToAnotherUnderAGreaterToken) {
  FakeWorker silent(service, "silent");
  silent.Report();
  const v1::AttemptGrant lost = silent.AwaitGrant();
  FakeWorker other(service, "other");
  other.Report();
  service.Advance(seconds(20));
  other.Report();
  other.AwaitNothing();
  service.Advance(seconds(20));
  other.Report();
  const v1::AttemptGrant grant = other.AwaitGrant();
  EXPECT_EQ(grant.stage_key(), lost.stage_key());
  EXPECT_GT(grant.token(), lost.token());

  silent.Succeed(lost);
  silent.Report();
  silent.AwaitNothing();
  EXPECT_EQ(service.StageOf("import_dataset").worker_id(), "other");
}

TEST_F(SessionTest, AWorkerIsToldThatItsStageIsDoneWhoeverDidIt) {
  FakeWorker silent(service, "silent");
  silent.Report();
  const v1::AttemptGrant lost = silent.AwaitGrant();
  FakeWorker other(service, "other");
  other.Report();
  service.Advance(seconds(20));
  other.Report();
  other.AwaitNothing();
  service.Advance(seconds(20));
  other.Report();
  const v1::AttemptGrant again = other.AwaitGrant();
  ASSERT_EQ(again.stage_key(), lost.stage_key());
  silent.Succeed(lost);
  silent.Report();
  const v1::SessionResponse refused =
      silent.Await([](const auto& response) { return response.wanted().empty(); });
  EXPECT_THAT(refused.done_stages(), IsEmpty());

  other.Succeed(again);
  other.Report();

  other.Await([&](const auto& response) {
    return response.done_stages_size() == 1 && response.done_stages(0) == lost.stage_key();
  });
  silent.Succeed(lost);
  silent.Report();
  silent.Await([](const auto& response) { return response.done_stages_size() == 1; });
}

TEST_F(SessionTest, ARepeatedSuccessCountsOnce) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Succeed(grant);
  for (int i = 0; i < 5; ++i) worker.Report();
  EXPECT_TRUE(service.WatchUntil([](const auto& response) { return response.sweep().stages().done() == 1; }));
  EXPECT_EQ(service.StageOf("import_dataset").attempts(), 1);
}

TEST_F(SessionTest, ASuccessWithoutItsArtifactsIsAskedToUploadThem) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  v1::AttemptReport& report = worker.Held(grant);
  report.set_state(v1::AttemptReport::STATE_SUCCEEDED);
  *report.mutable_result() = FakeResult(grant.stage());
  worker.Report();
  const auto asked = worker.Await(
      [](const auto& r) { return r.wanted_size() == 1 && r.wanted(0).missing_artifacts_size() == 1; });
  EXPECT_EQ(asked.wanted(0).missing_artifacts(0), FakeResult(grant.stage()).artifacts(0).sha256());
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);

  worker.Succeed(grant);  // Uploads.
  worker.Report();
  EXPECT_TRUE(service.WatchUntil([](const auto& response) { return response.sweep().stages().done() == 1; }));
}

TEST_F(SessionTest, CurvesArriveOnceHoweverOftenTheyAreSent) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  v1::AttemptReport& report = worker.Held(grant);
  for (int step = 1; step <= 3; ++step) {
    v1::CurvePoint& point = *report.add_curve_points();
    point.set_set("dev");
    point.set_metric("loss");
    point.set_step(step);
  }
  worker.Report();
  worker.Report();
  worker.Await([](const auto& r) { return r.wanted_size() == 1 && r.wanted(0).curves_received() == 3; });
  v1::GetCurveRequest request;
  request.set_stage_key(grant.stage_key());
  v1::GetCurveResponse curve;
  auto stub = v1::ResultService::NewStub(service.Connect());
  ASSERT_TRUE(stub->GetCurve(TestCoordinator::Context().get(), request, &curve).ok());
  EXPECT_THAT(curve.points(), SizeIs(3));
}

TEST_F(SessionTest, NoticesOfAnAttemptReachTheWatchers) {
  FakeWorker worker(service, "w");
  worker.Report();
  worker.Held(worker.AwaitGrant()).add_notices("short warm-up");
  worker.Report();
  EXPECT_TRUE(service.WatchUntil([](const v1::WatchSweepResponse& response) {
    return std::any_of(response.stages().begin(), response.stages().end(), [](const v1::Stage& stage) {
      return stage.notices_size() == 1 && stage.notices(0) == "short warm-up";
    });
  }));
}

TEST_F(SessionTest, AStageThatCrashedIsTriedOnAnotherWorkerAndTheCrashIsShown) {
  FakeWorker bad(service, "bad");
  bad.Report();
  const v1::AttemptGrant crashed = bad.AwaitGrant();
  bad.Fail(crashed, v1::FAILURE_CLASS_CRASHED);
  bad.Report();
  bad.AwaitNothing();
  FakeWorker good(service, "good");
  good.Report();
  good.AwaitNothing();
  service.Advance(seconds(2));
  bad.Report();
  bad.AwaitNothing();
  EXPECT_EQ(good.AwaitGrant().stage_key(), crashed.stage_key());
  v1::ListWorkersResponse response;
  auto stub = v1::WorkerAdminService::NewStub(service.Connect());
  ASSERT_TRUE(stub->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
  ASSERT_THAT(response.workers(), SizeIs(2));
  EXPECT_EQ(response.workers(0).worker_id(), "bad");
  EXPECT_EQ(response.workers(0).crashes_in_row(), 1);
  EXPECT_FALSE(response.workers(0).resting());
}

TEST_F(SessionTest, ASecondLiveWorkerOfOneIdIsRefused) {
  FakeWorker first(service, "w", "1");
  first.Report();
  first.AwaitGrant();
  FakeWorker second(service, "w", "2");
  second.Report();
  EXPECT_EQ(second.Finish().error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_TRUE(first.Report());
}

TEST_F(SessionTest, ANewStreamOfTheSameInstanceTakesOver) {
  FakeWorker first(service, "w", "1");
  first.Report();
  const v1::AttemptGrant grant = first.AwaitGrant();
  FakeWorker second(service, "w", "1");
  second.Held(grant);
  second.Report();
  EXPECT_EQ(second.AwaitGrant().token(), grant.token());
  EXPECT_EQ(first.Finish().error_code(), grpc::StatusCode::ABORTED);
}

TEST_F(SessionTest, AWorkerThatIsSilentForLongerThanItsLeaseMakesRoom) {
  FakeWorker first(service, "w", "1");
  first.Report();
  first.AwaitGrant();
  service.Advance(seconds(31));
  FakeWorker second(service, "w", "2");
  second.Report();
  second.AwaitGrant();
}

TEST_F(SessionTest, AnotherProtocolVersionIsRefused) {
  FakeWorker worker(service, "w", "1", 99);
  worker.Report();
  const grpc::Status status = worker.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("version 99"));
}

TEST_F(SessionTest, ConnectedWorkersAreListedWithWhatTheyHold) {
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  v1::ListWorkersResponse response;
  auto stub = v1::WorkerAdminService::NewStub(service.Connect());
  ASSERT_TRUE(stub->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
  ASSERT_THAT(response.workers(), SizeIs(1));
  EXPECT_TRUE(response.workers(0).connected());
  EXPECT_EQ(response.workers(0).description().host(), "test");
  EXPECT_THAT(response.workers(0).stage_keys(), ::testing::ElementsAre(grant.stage_key()));
}

TEST_F(SessionTest, AWorkerIsListedAfterARestartAlthoughItHasNotComeBack) {
  {
    FakeWorker worker(service, "w");
    worker.Report();
    worker.AwaitGrant();
  }
  service.Restart();
  v1::ListWorkersResponse response;
  auto stub = v1::WorkerAdminService::NewStub(service.Connect());
  ASSERT_TRUE(stub->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
  ASSERT_THAT(response.workers(), SizeIs(1));
  EXPECT_EQ(response.workers(0).worker_id(), "w");
  EXPECT_FALSE(response.workers(0).connected());
  EXPECT_EQ(response.workers(0).description().host(), "test");
}

}  // namespace
}  // namespace srnet::app
