// A running sweep becomes another, over the wire and across restarts.
#include <gmock/gmock.h>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::HasSubstr;

struct UpdateTest : ::testing::Test {
  UpdateTest() { service.FillCatalogue(); }
  TestCoordinator service;
};

Outcome<v1::UpdateSweepResponse> Update(TestCoordinator& service, const std::string& sweep,
                                        const std::string& specification) {
  v1::UpdateSweepRequest request;
  request.set_sweep_id(sweep);
  request.set_specification(specification);
  Outcome<v1::UpdateSweepResponse> outcome;
  auto stub = v1::SweepService::NewStub(service.Connect());
  outcome.status = stub->UpdateSweep(TestCoordinator::Context().get(), request, &outcome.response);
  return outcome;
}

TEST_F(UpdateTest, AnUpdateLeavesWhatBothNeedRunning) {
  const std::string old = service.Submit(kSpecification).response.sweep().sweep_id();
  FakeWorker worker(service, "w");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Held(grant).set_state(v1::AttemptReport::STATE_RUNNING);
  worker.Report();
  const auto updated = Update(service, old, Edited("[0.5, 0.7]"));
  ASSERT_TRUE(updated.status.ok()) << updated.status.error_message();
  EXPECT_EQ(updated.response.sweep().points(), 3);
  EXPECT_EQ(service.Get(old).response.sweep().state(), v1::Sweep::STATE_CANCELLED);
  EXPECT_EQ(service.Get(old).response.sweep().superseded_by(), updated.response.sweep().sweep_id());
  worker.Report();
  EXPECT_EQ(worker.AwaitGrant().token(), grant.token());
  worker.Succeed(grant);
  worker.Report();
  worker.AwaitNothing();
  worker.RunToTheEnd();
  EXPECT_EQ(service.Get().response.sweep().points_done(), 3);
}

TEST_F(UpdateTest, AnUpdateStopsWhatOnlyTheOldSweepNeeds) {
  const std::string old = service.Submit(kSpecification).response.sweep().sweep_id();
  const auto updated = Update(service, old, Edited("0.7"));
  EXPECT_EQ(service.Get(old).response.sweep().stages().cancelled(), 2);  // A mask and its evaluation.
  EXPECT_EQ(updated.response.sweep().stages().cancelled(), 0);
  service.Restart();
  EXPECT_EQ(service.Get(old).response.sweep().superseded_by(), updated.response.sweep().sweep_id());
  FakeWorker(service, "w").RunToTheEnd();
  EXPECT_EQ(service.Get("small").response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(UpdateTest, AnUpdateToTheSameSpecificationOrARepeatedOneChangesNothing) {
  const std::string old = service.Submit(kSpecification).response.sweep().sweep_id();
  EXPECT_EQ(Update(service, old, kSpecification).response.sweep().sweep_id(), old);
  EXPECT_EQ(service.Get(old).response.sweep().state(), v1::Sweep::STATE_ACTIVE);
  const auto first = Update(service, old, Edited("0.7"));
  const auto again = Update(service, old, Edited("0.7"));
  EXPECT_TRUE(again.status.ok()) << again.status.error_message();
  EXPECT_EQ(again.response.sweep().sweep_id(), first.response.sweep().sweep_id());
}

TEST_F(UpdateTest, AnUpdateBackRunsTheOldSweepAgain) {
  const std::string old = service.Submit(kSpecification).response.sweep().sweep_id();
  Update(service, old, Edited("0.7"));
  EXPECT_EQ(Update(service, "last", kSpecification).response.sweep().sweep_id(), old);
  EXPECT_EQ(service.Get(old).response.sweep().state(), v1::Sweep::STATE_ACTIVE);
  EXPECT_EQ(service.Get(old).response.sweep().superseded_by(), "");
}

TEST_F(UpdateTest, AnEndedSweepIsNotUpdated) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  const grpc::Status status = Update(service, "last", Edited("0.7")).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("has ended (done): submit the specification"));
}

}  // namespace
}  // namespace srnet::app
