// Workers are taken out of service and back, over the wire and across restarts.
#include <gmock/gmock.h>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WorkerAdmission : public ::testing::Test {
 protected:
  WorkerAdmission() {
    service.FillCatalogue();
    service.Submit(kSpecification);
  }

  grpc::Status Drain(const std::string& worker, const std::string& reason = "") {
    v1::DrainRequest request;
    request.set_worker_id(worker);
    request.set_reason(reason);
    v1::DrainResponse response;
    const grpc::Status status = Stub()->Drain(TestCoordinator::Context().get(), request, &response);
    changed = response.worker();
    return status;
  }

  grpc::Status Quarantine(const std::string& worker, const std::string& device = "") {
    v1::QuarantineRequest request;
    request.set_worker_id(worker);
    request.set_device(device);
    v1::QuarantineResponse response;
    const grpc::Status status = Stub()->Quarantine(TestCoordinator::Context().get(), request, &response);
    changed = response.worker();
    return status;
  }

  grpc::Status Resume(const std::string& worker) {
    v1::ResumeRequest request;
    request.set_worker_id(worker);
    v1::ResumeResponse response;
    const grpc::Status status = Stub()->Resume(TestCoordinator::Context().get(), request, &response);
    changed = response.worker();
    return status;
  }

  v1::Worker Listed(const std::string& id) {
    v1::ListWorkersResponse response;
    EXPECT_TRUE(Stub()->ListWorkers(TestCoordinator::Context().get(), {}, &response).ok());
    for (const v1::Worker& worker : response.workers()) {
      if (worker.worker_id() == id) return worker;
    }
    ADD_FAILURE() << id << " is not listed";
    return {};
  }

  std::unique_ptr<v1::WorkerAdminService::Stub> Stub() {
    return v1::WorkerAdminService::NewStub(service.Connect());
  }

  TestCoordinator service;
  v1::Worker changed;  // By the last command.
};

TEST_F(WorkerAdmission, ADrainingWorkerFinishesWhatItRunsAndGetsNothingNew) {
  FakeWorker worker(service, "node-1");
  worker.Report();
  const v1::AttemptGrant grant = worker.AwaitGrant();
  worker.Held(grant).set_state(v1::AttemptReport::STATE_RUNNING);
  worker.Report();
  worker.Await([](const v1::SessionResponse& response) { return response.wanted_size() == 1; });
  EXPECT_TRUE(Drain("node", "new disk").ok());
  EXPECT_EQ(changed.worker_id(), "node-1");
  EXPECT_TRUE(changed.draining());
  EXPECT_EQ(changed.reason(), "new disk");
  worker.Succeed(grant);
  worker.Report();
  worker.AwaitNothing();
  EXPECT_THAT(Listed("node-1").stage_keys(), IsEmpty());
}

TEST_F(WorkerAdmission, AQuarantinedWorkerLosesWhatItRuns) {
  FakeWorker worker(service, "w");
  worker.Report();
  worker.AwaitGrant();
  EXPECT_TRUE(Quarantine("w").ok());
  EXPECT_TRUE(changed.quarantined());
  worker.AwaitNothing();
}

TEST_F(WorkerAdmission, WhatWasDecidedHoldsAfterARestart) {
  {
    FakeWorker worker(service, "w");
    worker.Report();
    worker.AwaitGrant();
    EXPECT_TRUE(Drain("w", "new disk").ok());
  }
  service.Restart();
  FakeWorker worker(service, "w");
  worker.Report();
  worker.AwaitNothing();
  FakeWorker other(service, "other");
  other.Report();
  other.AwaitGrant();
  EXPECT_TRUE(Listed("w").draining());
  EXPECT_EQ(Listed("w").reason(), "new disk");
}

TEST_F(WorkerAdmission, AWorkerThatIsResumedIsGivenWork) {
  FakeWorker worker(service, "w");
  worker.Report();
  worker.AwaitGrant();
  EXPECT_TRUE(Quarantine("w").ok());
  worker.AwaitNothing();
  EXPECT_TRUE(Resume("w").ok());
  EXPECT_FALSE(changed.quarantined());
  worker.Report();
  worker.AwaitGrant();
}

TEST_F(WorkerAdmission, AWorkerThatIsNotThereIsAnError) {
  const grpc::Status status = Drain("nobody");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("there is no worker \"nobody\": srnet workers lists them"));
}

TEST_F(WorkerAdmission, APrefixOfSeveralWorkersIsAnError) {
  FakeWorker first(service, "node-1");
  first.Report();
  first.AwaitGrant();
  FakeWorker second(service, "node-2");
  second.Report();
  second.AwaitNothing();
  const grpc::Status status = Resume("node");
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("several workers, such as node-1 and node-2"));
}

TEST_F(WorkerAdmission, ADeviceCannotBeQuarantinedAlone) {
  EXPECT_EQ(Quarantine("w", "cuda:0").error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

}  // namespace
}  // namespace srnet::app
