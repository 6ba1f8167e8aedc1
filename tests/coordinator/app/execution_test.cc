// How stages are run as their sweeps say, over the wire and across restarts.
#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct ExecutionTest : ::testing::Test {
  ExecutionTest() { service.FillCatalogue(); }

  Outcome<v1::SubmitSweepResponse> SubmitWith(const std::string& execution) {
    return service.Submit(std::string(kSpecification) + "execution: {" + execution + "}\n");
  }
  std::vector<std::string> ExplainImport() {
    v1::ExplainRequest request;
    request.set_stage_key(service.StageOf("import_dataset").stage_key());
    v1::ExplainResponse response;
    const auto stub = v1::SweepService::NewStub(service.Connect());
    EXPECT_TRUE(stub->Explain(TestCoordinator::Context().get(), request, &response).ok());
    return {response.reasons().begin(), response.reasons().end()};
  }

  // Time in which the worker goes on reporting.
  void Pass(FakeWorker& worker, minutes time) {
    for (seconds passed{0}; passed < time; passed += seconds(10)) {
      worker.Report();
      worker.Await([](const v1::SessionResponse&) { return true; });
      service.Advance(seconds(10));
    }
  }

  TestCoordinator service;
};

TEST_F(ExecutionTest, StagesWaitForAWorkerWithTheirLabelsAndPeopleAreTold) {
  const auto submitted = SubmitWith("labels: {gpu: h200}");
  ASSERT_TRUE(submitted.status.ok()) << submitted.status.error_message();
  EXPECT_THAT(submitted.response.notices(), Contains(HasSubstr("no connected worker carries gpu=h200")));
  FakeWorker plain(service, "plain");
  plain.Report();
  plain.AwaitNothing();
  EXPECT_THAT(ExplainImport(), Contains(StartsWith("no worker carries gpu=h200: start srnet-worker")));
  service.Restart();
  FakeWorker right(service, "right");
  right.Carry("gpu", "h200");
  right.Report();
  EXPECT_EQ(right.AwaitGrant().stage_key(), service.StageOf("import_dataset").stage_key());
  EXPECT_THAT(SubmitWith("labels: {gpu: h200}").response.notices(),
              Not(Contains(HasSubstr("no connected worker carries"))));
}

TEST_F(ExecutionTest, WhatIsDoneNeedsNoWorkerWithItsLabels) {
  SubmitWith("labels: {gpu: h200}");
  {
    FakeWorker right(service, "right");
    right.Carry("gpu", "h200");
    right.RunToTheEnd();
  }
  service.Restart();
  const auto again = SubmitWith("labels: {gpu: h200}");
  ASSERT_TRUE(again.status.ok()) << again.status.error_message();
  EXPECT_THAT(again.response.notices(), Not(Contains(HasSubstr("no connected worker carries"))));
}

TEST_F(ExecutionTest, ASubmissionWithOtherWordsOnHowToRunChangesTheSweepThatIsThere) {
  const std::string id = SubmitWith("labels: {gpu: h200}").response.sweep().sweep_id();
  FakeWorker plain(service, "plain");
  plain.Report();
  plain.AwaitNothing();
  const auto again = service.Submit(kSpecification);
  EXPECT_EQ(again.response.sweep().sweep_id(), id);
  EXPECT_FALSE(again.response.created());
  plain.Report();
  EXPECT_NE(plain.AwaitGrant().stage_key(), "");
  EXPECT_EQ(service.Get().response.sweep().specification(), kSpecification);
}

TEST_F(ExecutionTest, ARestartForgetsNoTimeOfAnAttempt) {
  SubmitWith("deadline: 4m");
  v1::AttemptGrant grant;
  {
    FakeWorker worker(service, "w");
    worker.Report();
    grant = worker.AwaitGrant();
    worker.Held(grant);
    Pass(worker, minutes(3));
  }
  service.Restart();
  FakeWorker worker(service, "w");
  worker.Held(grant);
  Pass(worker, minutes(2));
  EXPECT_EQ(service.StageOf("import_dataset").failure_class(), v1::FAILURE_CLASS_DEADLINE_EXCEEDED);
}

TEST_F(ExecutionTest, AnUploadThatTakesLongerThanTheDeadlineIsWaitedFor) {
  SubmitWith("deadline: 4m");
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Held(grant).set_trained(true);
  Pass(worker, minutes(6));
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
}

TEST_F(ExecutionTest, AResultThatTheStoreLacksProductsOfIsWaitedFor) {
  SubmitWith("deadline: 10s");
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  v1::AttemptReport& report = worker.Held(grant);
  report.set_state(v1::AttemptReport::STATE_SUCCEEDED);
  *report.mutable_result() = FakeResult(grant.stage());
  for (int i = 0; i < 2; ++i) {
    worker.Report();
    worker.Await(
        [](const auto& r) { return r.wanted_size() == 1 && r.wanted(0).missing_artifacts_size() == 1; });
    service.Advance(seconds(15));
  }
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
  worker.Succeed(grant);  // Uploads.
  worker.Report();
  EXPECT_TRUE(service.WatchUntil([](const auto& response) { return response.sweep().stages().done() == 1; }));
}

TEST_F(ExecutionTest, AnAttemptBeyondTheDeadlineIsNotWantedAndItsSweepFails) {
  SubmitWith("deadline: 4m");
  FakeWorker worker(service, "w");
  worker.Report();
  worker.Held(worker.AwaitGrant());
  Pass(worker, minutes(3));
  EXPECT_EQ(service.StageOf("import_dataset").state(), v1::Stage::STATE_LEASED);
  Pass(worker, minutes(2));
  worker.Report();
  worker.AwaitNothing();
  const v1::Stage stage = service.StageOf("import_dataset");
  EXPECT_EQ(stage.state(), v1::Stage::STATE_FAILED);
  EXPECT_EQ(stage.failure_class(), v1::FAILURE_CLASS_DEADLINE_EXCEEDED);
  EXPECT_THAT(stage.failure_message(), HasSubstr("longer than 4m"));
  EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_FAILED);
  service.Restart();
  EXPECT_EQ(service.StageOf("import_dataset").failure_class(), v1::FAILURE_CLASS_DEADLINE_EXCEEDED);
}

}  // namespace
}  // namespace srnet::app
