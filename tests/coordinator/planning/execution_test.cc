// How a specification says that its stages are run.
#include <gmock/gmock.h>

#include <chrono>

#include "tests/coordinator/planning/planned_stages.h"

namespace srnet::planning {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

const std::string kGrid = "pipeline: finetune, finetune_loss: std";

TEST(Execution, IsReadAsItIsWritten) {
  const Execution execution =
      PlanOf(kGrid,
             "execution: {retries: {out_of_memory: 0, crashed: 3}, deadline: 90m, labels: {gpu: h200, n: 8}}")
          .execution;
  EXPECT_EQ(execution.retries.out_of_memory, 0);
  EXPECT_EQ(execution.retries.crashed, 3);
  EXPECT_EQ(execution.deadline, std::chrono::minutes(90));
  EXPECT_THAT(execution.labels, ElementsAre(Pair("gpu", "h200"), Pair("n", "8")));
}

TEST(Execution, WhatIsNotWrittenIsEmpty) {
  const Execution execution = PlanOf(kGrid, "execution: {deadline: 2d}").execution;
  EXPECT_EQ(execution.deadline, std::chrono::hours(48));
  EXPECT_FALSE(execution.retries.crashed.has_value());
  EXPECT_THAT(execution.labels, IsEmpty());
  EXPECT_FALSE(PlanOf(kGrid).execution.deadline.has_value());
}

TEST(Execution, ChangesNeitherASweepNorItsStages) {
  const Plan plain = PlanOf(kGrid);
  const Plan other = PlanOf(kGrid, "execution: {retries: {crashed: 0}, deadline: 1h, labels: {gpu: h200}}");
  EXPECT_EQ(other.sweep_id, plain.sweep_id);
  ASSERT_EQ(other.stages.size(), plain.stages.size());
  for (std::size_t i = 0; i < plain.stages.size(); ++i) EXPECT_EQ(other.stages[i].key, plain.stages[i].key);
}

}  // namespace
}  // namespace srnet::planning
