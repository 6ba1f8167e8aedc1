// A sweep that is done, looked back at over the wire.
#include <gmock/gmock.h>

#include "common/stage/canonical.h"
#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Outcome<v1::ReplayStoppingResponse> Replay(TestCoordinator& service, double confidence = 0) {
  v1::ReplayStoppingRequest request;
  request.set_sweep_id("last");
  request.set_confidence(confidence);
  Outcome<v1::ReplayStoppingResponse> outcome;
  const auto stub = v1::ResultService::NewStub(service.Connect());
  outcome.status = stub->ReplayStopping(TestCoordinator::Context().get(), request, &outcome.response);
  return outcome;
}

std::string On(const google::protobuf::RepeatedPtrField<v1::Coordinate>& coordinates,
               const std::string& axis) {
  for (const v1::Coordinate& coordinate : coordinates) {
    if (coordinate.axis() == axis) return coordinate.value();
  }
  return "";
}

std::string WithSeeds(const std::string& seeds) {
  std::string text = kSpecification;
  return text.replace(text.find("seeds: 1"), 8, "seeds: " + seeds);
}

constexpr char kTwoLosses[] = R"(
name: losses
model: bert
tasks: mnli
seeds: [1, 2, 3, 4]
curves: all
grid:
  - {pipeline: finetune_prune, finetune_loss: std, method: mask, loss: [std, poe], sparsity: 0.5}
)";

// Masks trained with poe are better on every set from the first step on, by a little more with every seed.
void MakePoeBetter(const v1::AttemptGrant& grant, v1::AttemptResult& result) {
  const stage::Stage stage = *stage::ParseStage(grant.stage());
  v1::Metric& metric = *result.add_metrics();
  metric.set_set("hans");
  metric.set_metric("accuracy");
  metric.set_value(0.5);
  const auto* training = std::get_if<stage::MaskTrain>(&stage.work);
  if (training == nullptr) return;
  result.clear_curve();
  for (const char* set : {"dev", "hans"}) {
    for (int step = 1; step <= 10; ++step) {
      v1::CurvePoint& point = *result.add_curve();
      point.set_set(set);
      point.set_metric("accuracy");
      point.set_step(step);
      const double of_seed = 0.01 * static_cast<double>(training->optimisation.seed);
      point.set_value(training->loss == stage::Loss::kPoe ? 0.8 + 2 * of_seed : 0.5 + of_seed);
    }
  }
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

TEST_F(StoppingReplayTest, AModelThatAnotherOneDominatesIsStoppedAtTheFirstLook) {
  ASSERT_TRUE(service.Submit(kTwoLosses).status.ok());
  FakeWorker(service, "w").RunToTheEnd(MakePoeBetter);

  const auto replayed = Replay(service);

  ASSERT_TRUE(replayed.status.ok()) << replayed.status.error_message();
  EXPECT_EQ(replayed.response.judged(), 2);
  ASSERT_THAT(replayed.response.stops(), SizeIs(1));
  const v1::ReplayStoppingResponse::Stop& stop = replayed.response.stops(0);
  EXPECT_EQ(On(stop.coordinates(), "loss"), "std");
  EXPECT_EQ(On(stop.by(), "loss"), "poe");
  EXPECT_DOUBLE_EQ(stop.share(), 0.1);
  EXPECT_EQ(stop.saved_steps(), 4 * 9);
}

TEST_F(StoppingReplayTest, AnotherDataSetUnderTheNameOfTheTaskChangesNothing) {
  service.Submit(WithSeeds("[1, 2, 3]"));
  FakeWorker(service, "w").RunToTheEnd();
  const std::string without_dev = service.UploadFolder(
      "dataset.json", R"({"format":1,"labels":["contradiction","entailment","neutral"],"name":"mnli",
      "sets":[{"name":"train","role":"train","rows":1000,"metric":"accuracy"}],"task":"nli"})");
  ASSERT_TRUE(service.Register(v1::CatalogueEntry::KIND_DATASET, "mnli", without_dev).ok());
  EXPECT_EQ(Replay(service).response.judged(), 2);
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
