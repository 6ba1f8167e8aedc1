// A sweep that is done, looked back at over the wire.
#include <gmock/gmock.h>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

Outcome<v1::ReplayStoppingResponse> Replay(TestCoordinator& service, double confidence = 0) {
  v1::ReplayStoppingRequest request;
  request.set_sweep_id("last");
  request.set_confidence(confidence);
  Outcome<v1::ReplayStoppingResponse> outcome;
  const auto stub = v1::ResultService::NewStub(service.Connect());
  outcome.status = stub->ReplayStopping(TestCoordinator::Context().get(), request, &outcome.response);
  return outcome;
}

std::string WithSeeds(const std::string& seeds) {
  std::string text = kSpecification;
  return text.replace(text.find("seeds: 1"), 8, "seeds: " + seeds);
}

struct StoppingReplayTest : ::testing::Test {
  StoppingReplayTest() { service.FillCatalogue(); }
  TestCoordinator service;
};

TEST_F(StoppingReplayTest, CountsModelsAndTheStepsThatNothingElseReads) {
  service.Submit(WithSeeds("[1, 2, 3]"));
  FakeWorker(service, "w").RunToTheEnd();

  const auto replayed = Replay(service);

  ASSERT_TRUE(replayed.status.ok()) << replayed.status.error_message();
  EXPECT_EQ(replayed.response.models(), 2);
  EXPECT_EQ(replayed.response.judged(), 2);
  // Three mask trainings of ten steps; the fine-tunings are read by them.
  EXPECT_EQ(replayed.response.steps(), 30);
  // Every curve of the fake worker is the same.
  EXPECT_THAT(replayed.response.stops(), IsEmpty());
  EXPECT_EQ(replayed.response.saved_steps(), 0);
  EXPECT_GE(replayed.response.front(), 1);
}

TEST_F(StoppingReplayTest, OneSeedJudgesNothing) {
  service.Submit(kSpecification);
  FakeWorker(service, "w").RunToTheEnd();
  EXPECT_EQ(Replay(service).response.judged(), 0);
}

TEST_F(StoppingReplayTest, ASweepThatRunsIsNotLookedBackAt) {
  service.Submit(kSpecification);
  const grpc::Status status = Replay(service).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_THAT(status.error_message(), HasSubstr("is active: a replay needs all of its results"));
}

TEST_F(StoppingReplayTest, AConfidenceThatIsNoneIsNamed) {
  service.Submit(kSpecification);
  for (const double wrong : {0.5, 1.0, 95.0, -1.0}) {
    const grpc::Status status = Replay(service, wrong).status;
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << wrong;
    EXPECT_THAT(status.error_message(), HasSubstr("it must be above 0.5 and below 1"));
  }
}

}  // namespace
}  // namespace srnet::app
