// Reports of workers that cannot be right: they cost whoever sends them an attempt, and nobody anything else.
#include <gmock/gmock.h>

#include <cmath>
#include <functional>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using std::chrono::seconds;
using ::testing::HasSubstr;

struct BadReport : ::testing::Test {
  BadReport() {
    service.FillCatalogue();
    service.Submit(kSpecification);
  }

  void ExpectACrashAndNoMore(const std::function<void(v1::AttemptResult&)>& spoil) {
    FakeWorker worker(service, "w");
    worker.Report();
    const v1::AttemptGrant grant = worker.AwaitGrant();
    worker.Succeed(grant);
    spoil(*worker.Held(grant).mutable_result());
    worker.Report();
    worker.AwaitNothing();
    service.Advance(seconds(2));
    EXPECT_GT(worker.AwaitGrant().token(), grant.token());
    worker.RunToTheEnd();
    EXPECT_EQ(service.StageOf("import_dataset").attempts(), 2);
    EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_DONE);
  }

  TestCoordinator service;
};

TEST_F(BadReport, ThatNamesNoStageEndsItsSessionAlone) {
  FakeWorker bad(service, "bad");
  v1::AttemptGrant nonsense;
  nonsense.set_stage_key("nonsense");
  bad.Held(nonsense);
  bad.Report();
  const grpc::Status status = bad.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("attempts[0]: "));
  FakeWorker(service, "good").RunToTheEnd();
  EXPECT_EQ(service.Get().response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(BadReport, OfAMetricThatIsNoNumberIsACrash) {
  ExpectACrashAndNoMore(
      [](v1::AttemptResult& result) { result.mutable_metrics(0)->set_value(std::nan("")); });
}

TEST_F(BadReport, OfAnArtifactTwiceIsACrash) {
  ExpectACrashAndNoMore([](v1::AttemptResult& result) {
    const v1::ArtifactReference first = result.artifacts(0);
    *result.add_artifacts() = first;
  });
}

}  // namespace
}  // namespace srnet::app
