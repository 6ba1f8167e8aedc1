// Stages in full go in as a sweep of their own, over the wire: those of one coordinator's result at another.
#include <gmock/gmock.h>

#include <algorithm>
#include <vector>

#include "tests/coordinator/app/fake_worker.h"
#include "tests/coordinator/app/test_coordinator.h"

namespace srnet::app {
namespace {

using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

v1::GetLineageResponse LineageOf(TestCoordinator& service, const std::string& key) {
  v1::GetLineageRequest request;
  request.set_stage_key(key);
  v1::GetLineageResponse lineage;
  const auto stub = v1::ResultService::NewStub(service.Connect());
  const grpc::Status status = stub->GetLineage(TestCoordinator::Context().get(), request, &lineage);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return lineage;
}

Outcome<v1::SubmitStagesResponse> SubmitStages(TestCoordinator& service,
                                               const v1::GetLineageResponse& lineage) {
  v1::SubmitStagesRequest request;
  request.set_name("again");
  for (const auto& node : lineage.nodes()) request.add_stages(node.canonical());
  Outcome<v1::SubmitStagesResponse> outcome;
  const auto stub = v1::SweepService::NewStub(service.Connect());
  outcome.status = stub->SubmitStages(TestCoordinator::Context().get(), request, &outcome.response);
  return outcome;
}

std::vector<std::string> KeysOf(const v1::GetLineageResponse& lineage) {
  std::vector<std::string> keys;
  for (const auto& node : lineage.nodes()) keys.push_back(node.stage().stage_key());
  return keys;
}

struct SubmitStagesTest : ::testing::Test {
  SubmitStagesTest() {
    first.FillCatalogue();
    first.Submit(kSpecification);
    FakeWorker(first, "w").RunToTheEnd();
    point = first.Get().response.points(1).stage_key();  // That of the mask.
    then = LineageOf(first, point);
  }
  TestCoordinator first;
  TestCoordinator second;
  std::string point;
  v1::GetLineageResponse then;
};

TEST_F(SubmitStagesTest, TheStagesOfAResultRunUnderTheirKeysAtAnotherCoordinator) {
  second.FillCatalogue();

  const auto submitted = SubmitStages(second, then);

  ASSERT_TRUE(submitted.status.ok()) << submitted.status.error_message();
  EXPECT_TRUE(submitted.response.created());
  EXPECT_EQ(submitted.response.sweep().points(), 1);
  FakeWorker(second, "w").RunToTheEnd();
  const v1::GetLineageResponse now = LineageOf(second, point);
  EXPECT_THAT(KeysOf(now), ElementsAreArray(KeysOf(then)));
  EXPECT_EQ(now.nodes().rbegin()->stage().state(), v1::Stage::STATE_DONE);
}

TEST_F(SubmitStagesTest, ALineageHasTheNumbersOfItsStages) {
  const auto& evaluated = *then.nodes().rbegin();
  ASSERT_THAT(evaluated.metrics(), Not(IsEmpty()));
  v1::QueryResultsRequest all;
  all.mutable_filter()->set_all_groups(true);
  const auto results = first.Query(all);
  for (const v1::ResultRow& row : results.response.rows()) {
    if (row.stage_key() != point) continue;
    const auto found =
        std::find_if(evaluated.metrics().begin(), evaluated.metrics().end(), [&](const v1::Metric& metric) {
          return metric.set() == row.metric().set() && metric.metric() == row.metric().metric() &&
                 metric.group() == row.metric().group();
        });
    ASSERT_NE(found, evaluated.metrics().end()) << row.metric().metric();
    EXPECT_EQ(found->value(), row.metric().value());
  }
}

TEST_F(SubmitStagesTest, ASecondTimeTheyAreTheSameSweepAndRunNothing) {
  second.FillCatalogue();
  const std::string id = SubmitStages(second, then).response.sweep().sweep_id();
  FakeWorker(second, "w").RunToTheEnd();

  const auto again = SubmitStages(second, then);

  EXPECT_FALSE(again.response.created());
  EXPECT_EQ(again.response.sweep().sweep_id(), id);
  EXPECT_EQ(again.response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(SubmitStagesTest, ASweepOfStagesOutlivesARestart) {
  second.FillCatalogue();
  SubmitStages(second, then);
  second.Restart();
  FakeWorker(second, "w").RunToTheEnd();
  EXPECT_EQ(second.Get("again").response.sweep().state(), v1::Sweep::STATE_DONE);
}

TEST_F(SubmitStagesTest, WhatTheCatalogueLacksIsNamed) {
  const grpc::Status status = SubmitStages(second, then).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("which is not in the catalogue: import it first"));
}

TEST_F(SubmitStagesTest, AProductOfAStageIsNoModel) {
  std::string imports = then.nodes(0).canonical();  // Of the data set, by the tokenizer of the model.
  const std::string product = FakeResult(imports).artifacts(0).sha256();
  const std::string model = first.UploadFolder("config.json", "{}");
  ASSERT_THAT(imports, HasSubstr(model));
  v1::GetLineageResponse edited;
  edited.add_nodes()->set_canonical(imports.replace(imports.find(model), model.size(), product));
  const grpc::Status status = SubmitStages(first, edited).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(status.error_message(), HasSubstr("model " + product + ", which is not in the catalogue"));
}

TEST_F(SubmitStagesTest, AStageThatIsMissingIsNamed) {
  second.FillCatalogue();
  then.mutable_nodes()->DeleteSubrange(0, 1);
  const grpc::Status status = SubmitStages(second, then).status;
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(status.error_message(), HasSubstr("which does not stand before it"));
}

}  // namespace
}  // namespace srnet::app
