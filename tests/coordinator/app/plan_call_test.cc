// What a plan says, over the wire and beside the real store.
#include <gmock/gmock.h>

#include <limits>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

struct PlanCall : ::testing::Test {
  PlanCall() { service.FillCatalogue(); }
  TestCoordinator service;
};

TEST_F(PlanCall, APlanCountsWhatTheStoreHas) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  v1::PlanRequest request;
  request.set_specification(kSpecification);
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_EQ(plan.stages(), 5);
  EXPECT_EQ(plan.reused_stages(), 5);
}

TEST_F(PlanCall, APresetIsCountedWithoutItsDataButNotRun) {
  v1::PlanRequest request;
  request.set_specification("spec: preset/fig2\nmodel: bert\ntasks: qqp\nseeds: 1\n");
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_EQ(plan.points(), 18);
  EXPECT_THAT(plan.notices(0), HasSubstr("\"qqp\" is not in the catalogue"));
  EXPECT_EQ(service.Submit(request.specification()).status.error_code(), grpc::StatusCode::NOT_FOUND);
}

TEST_F(PlanCall, APlanForecastsByWhatOthersHaveTaken) {
  v1::PlanRequest request;
  request.set_specification(Edited("[0.5, 0.7]"));
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_EQ(plan.forecast().work_seconds(), 0);
  EXPECT_EQ(plan.forecast().unmeasured_size(), 4);  // Import, fine-tuning, mask training, evaluation.

  service.Submit(kSpecification);
  FakeWorker worker(service, "w");
  worker.Report();
  std::uint64_t last = 0;
  for (int stages = 0; stages < 5; ++stages) {
    const v1::AttemptGrant grant = worker
                                       .Await([&](const v1::SessionResponse& r) {
                                         return r.wanted_size() > 0 && r.wanted(0).token() > last;
                                       })
                                       .wanted(0);
    last = grant.token();
    worker.Held(grant).set_state(v1::AttemptReport::STATE_RUNNING);
    worker.Report();
    worker.Await(
        [](const v1::SessionResponse& r) { return r.wanted_size() == 1 && r.wanted(0).stage().empty(); });
    service.Advance(seconds(10));
    worker.Succeed(grant);
    worker.Report();
  }
  EXPECT_TRUE(service.WatchUntil(v1::Sweep::STATE_DONE));
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_EQ(plan.forecast().unmeasured_size(), 0);
  EXPECT_DOUBLE_EQ(plan.forecast().work_seconds(), 20);  // One more mask and its evaluation.
  EXPECT_DOUBLE_EQ(plan.forecast().critical_path_seconds(), 20);
  EXPECT_GT(plan.forecast().artifact_bytes(), 0);
  EXPECT_GT(plan.forecast().free_bytes(), 0);

  // With half of the rows a training takes half as long: two of about 5 s, beside the import and two
  // evaluations.
  request.set_specification(std::string(kSpecification) + "limits: {train_rows: 500}\n");
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_NEAR(plan.forecast().work_seconds(), 40, 0.5);
}

TEST_F(PlanCall, APlanSaysWhenItsResultsWillNotFitOnTheDisk) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  v1::PlanRequest request;
  request.set_specification(Edited("[0.5, 0.7]"));
  v1::PlanResponse plan;
  ASSERT_TRUE(v1::SweepService::NewStub(service.Connect())
                  ->Plan(TestCoordinator::Context().get(), request, &plan)
                  .ok());
  EXPECT_THAT(plan.notices(), Not(Contains(HasSubstr("disk"))));
  service.disk_reserve = std::numeric_limits<std::int64_t>::max();
  service.Restart();
  ASSERT_TRUE(v1::SweepService::NewStub(service.Connect())
                  ->Plan(TestCoordinator::Context().get(), request, &plan)
                  .ok());
  EXPECT_THAT(plan.notices(), Contains(HasSubstr("the coordinator's disk has 0.0 GB free: make room")));
}

TEST_F(PlanCall, APlanListsItsStagesAfterWhatTheyRead) {
  v1::PlanRequest request;
  request.set_specification(kSpecification);
  request.set_include_stages(true);
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  ASSERT_THAT(plan.planned_stages(), SizeIs(5));
  for (int i = 0; i < 5; ++i) {
    for (const std::uint32_t input : plan.planned_stages(i).inputs())
      EXPECT_LT(input, static_cast<std::uint32_t>(i));
  }
  EXPECT_EQ(plan.planned_stages(0).label(), "import_dataset");
  EXPECT_FALSE(plan.planned_stages(0).done());
}

TEST_F(PlanCall, APlanSaysWhatItWouldChangeOfASweep) {
  service.Submit(kSpecification);
  v1::PlanRequest request;
  request.set_specification(Edited("[0.5, 0.7]"));
  request.set_against("small");
  v1::PlanResponse plan;
  auto stub = v1::SweepService::NewStub(service.Connect());
  ASSERT_TRUE(stub->Plan(TestCoordinator::Context().get(), request, &plan).ok());
  EXPECT_EQ(plan.difference().points_kept(), 2);
  EXPECT_THAT(plan.difference().added(), SizeIs(1));
  EXPECT_EQ(plan.difference().stages_added(), 2);
  request.set_against("nothing");
  EXPECT_EQ(stub->Plan(TestCoordinator::Context().get(), request, &plan).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

}  // namespace
}  // namespace srnet::app
