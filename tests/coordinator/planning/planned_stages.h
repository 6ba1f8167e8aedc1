// Plans of the reference's data sets, and their stages read back from their canonical texts.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/stage/canonical.h"
#include "coordinator/planning/plan.h"
#include "coordinator/planning/reference_catalogue.h"
#include "tests/support/status_matchers.h"

namespace srnet::planning {

// `grid` is one block in flow style; `more` are further members of the specification.
inline Plan PlanOf(const std::string& grid, const std::string& more = "", const std::string& tasks = "mnli") {
  const std::string text = "name: x\nmodel: bert-base-uncased\nseeds: 1\ntasks: [" + tasks +
                           "]\ngrid:\n  - {" + grid + "}\n" + more;
  StatusOr<Plan> plan = PlanText(text, ReferenceCatalogue());
  EXPECT_THAT(plan, srnet::testing::IsOk()) << text;
  return plan.ok() ? *std::move(plan) : Plan();
}

// The stages of a kind.
template <typename Work>
std::vector<stage::Stage> StagesOf(const Plan& plan) {
  std::vector<stage::Stage> found;
  for (const PlannedStage& planned : plan.stages) {
    StatusOr<stage::Stage> stage = stage::ParseStage(planned.canonical);
    EXPECT_THAT(stage, srnet::testing::IsOk()) << planned.canonical;
    if (stage.ok() && std::holds_alternative<Work>(stage->work)) found.push_back(*std::move(stage));
  }
  return found;
}

template <typename Work>
Work OnlyWork(const Plan& plan) {
  const std::vector<stage::Stage> stages = StagesOf<Work>(plan);
  EXPECT_EQ(stages.size(), 1u);
  return stages.empty() ? Work() : std::get<Work>(stages.front().work);
}

// The artifact that a stage reads in a role; empty when it reads none.
inline std::string ArtifactOf(const stage::Stage& stage, std::string_view role) {
  const stage::Input* input = stage::FindInput(stage, role);
  return input == nullptr ? "" : input->artifact;
}

}  // namespace srnet::planning
