#include "coordinator/planning/given_stages.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "common/digest/sha256.h"
#include "common/stage/canonical.h"
#include "tests/coordinator/planning/planned_stages.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {
namespace {

using ::srnet::testing::Fails;
using ::srnet::testing::IsOk;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::vector<std::string> TextsOf(const Plan& plan) {
  std::vector<std::string> texts;
  for (const PlannedStage& stage : plan.stages) texts.push_back(stage.canonical);
  return texts;
}

const Plan& OfOneMask() {
  static const Plan plan =
      PlanOf("pipeline: finetune_prune, finetune_loss: std, method: mask, loss: poe, sparsity: 0.5");
  return plan;
}

TEST(PlanStages, HasTheKeysAndInputsOfThePlanThatTheTextsAreFrom) {
  const Plan& made = OfOneMask();

  const StatusOr<Plan> given = PlanStages("again", TextsOf(made));

  ASSERT_THAT(given, IsOk());
  ASSERT_THAT(given->stages, SizeIs(made.stages.size()));
  for (std::size_t i = 0; i < made.stages.size(); ++i) {
    EXPECT_EQ(given->stages[i].key, made.stages[i].key);
    EXPECT_EQ(given->stages[i].kind, made.stages[i].kind);
    const auto expected = made.InputsOf(made.stages[i]);
    const auto inputs = given->InputsOf(given->stages[i]);
    ASSERT_THAT(inputs, SizeIs(expected.size()));
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      EXPECT_EQ(inputs[k].role, expected[k].role);
      EXPECT_EQ(inputs[k].stage, expected[k].stage);
      EXPECT_EQ(inputs[k].artifact, expected[k].artifact);
    }
  }
}

TEST(PlanStages, WhatNoStageReadsIsAPointWithoutCoordinates) {
  const StatusOr<Plan> given = PlanStages("again", TextsOf(OfOneMask()));
  ASSERT_THAT(given, IsOk());
  ASSERT_THAT(given->points, SizeIs(1));
  EXPECT_EQ(given->points[0].stage, given->stages.size() - 1);
  EXPECT_THAT(CoordinatesOf(*given, given->points[0]), SizeIs(0));
}

TEST(PlanStages, IsTheSameSweepForTheSameNameAndStages) {
  const std::vector<std::string> texts = TextsOf(OfOneMask());
  const std::string id = PlanStages("again", texts)->sweep_id;
  EXPECT_THAT(id, SizeIs(16));
  EXPECT_EQ(PlanStages("again", texts)->sweep_id, id);
  EXPECT_NE(PlanStages("once more", texts)->sweep_id, id);
  EXPECT_NE(PlanStages("again", std::vector(texts.begin(), texts.end() - 1))->sweep_id, id);
}

TEST(PlanStages, AReaderBeforeWhatItReadsIsRefused) {
  std::vector<std::string> texts = TextsOf(OfOneMask());
  std::swap(texts[0], texts[1]);
  EXPECT_THAT(PlanStages("again", texts),
              Fails(StatusCode::kInvalidArgument,
                    AllOf(StartsWith("stages[0]: reads stage "), HasSubstr("does not stand before it"))));
}

TEST(PlanStages, AStageThatIsThereTwiceIsRefused) {
  std::vector<std::string> texts = TextsOf(OfOneMask());
  texts.push_back(texts.back());
  EXPECT_THAT(PlanStages("again", texts), Fails(StatusCode::kInvalidArgument, HasSubstr("is there twice")));
}

TEST(PlanStages, ATextThatIsNotCanonicalIsRefused) {
  std::vector<std::string> texts = TextsOf(OfOneMask());
  texts[0] += " ";
  EXPECT_THAT(PlanStages("again", texts),
              Fails(StatusCode::kInvalidArgument, HasSubstr("stages[0]: is not in its canonical form")));
}

TEST(PlanStages, AStageOfAnotherVersionIsRefused) {
  std::vector<std::string> texts = TextsOf(OfOneMask());
  texts[0].replace(texts[0].find("\"version\":"), 10, "\"version\":9");
  EXPECT_THAT(PlanStages("again", texts), Fails(StatusCode::kInvalidArgument, StartsWith("stages[0]: ")));
}

TEST(PlanStages, NoNameAndNoStageAreRefused) {
  EXPECT_THAT(PlanStages("", TextsOf(OfOneMask())), Fails(StatusCode::kInvalidArgument, HasSubstr("name")));
  EXPECT_THAT(PlanStages("again", {}), Fails(StatusCode::kInvalidArgument, HasSubstr("stages")));
}

}  // namespace
}  // namespace srnet::planning
