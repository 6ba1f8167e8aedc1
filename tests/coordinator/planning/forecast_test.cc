#include "coordinator/planning/forecast.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "common/digest/sha256.h"
#include "common/stage/kind.h"

namespace srnet::planning {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const Digest kModel = DigestOf("bert");

// A plan of stages of one kind and model, each with its inputs and examples.
struct Planned {
  std::vector<std::uint32_t> inputs;
  std::int64_t examples = 0;
};

struct Example {
  explicit Example(const std::vector<Planned>& stages) : done(stages.size(), false) {
    for (const Planned& stage : stages) {
      PlannedStage& planned = plan.stages.emplace_back();
      planned.kind = KindNamed("finetune");
      planned.model = kModel;
      planned.examples = stage.examples;
      planned.first_input = static_cast<std::uint32_t>(plan.inputs.size());
      planned.input_count = static_cast<std::uint8_t>(stage.inputs.size());
      for (const std::uint32_t input : stage.inputs)
        plan.inputs.push_back({.stage = input, .role = {}, .artifact = {}});
    }
  }

  static std::uint8_t KindNamed(std::string_view name) {
    const auto& kinds = stage::Kinds();
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) { return kind.name == name; });
    return static_cast<std::uint8_t>(found - kinds.begin());
  }

  Forecast Of(std::int64_t slots, const std::vector<Measurement>& measurements) const {
    return MakeForecast(plan, done, measurements, slots);
  }

  Plan plan;
  std::vector<bool> done;
};

// Two runs: 2 seconds an example, 30 bytes a run.
const std::vector<Measurement> kMeasured = {
    {.kind = "finetune", .model = kModel, .runs = 2, .seconds = 40, .examples = 20, .bytes = 60}};

TEST(Forecast, AStageTakesAsLongPerExampleAsOthersOfItsKind) {
  const Forecast forecast = Example({{{}, 10}, {{}, 5}}).Of(1, kMeasured);
  EXPECT_DOUBLE_EQ(forecast.seconds, 30);
  EXPECT_DOUBLE_EQ(forecast.makespan_seconds, 30);
  EXPECT_EQ(forecast.bytes, 60);
  EXPECT_THAT(forecast.unmeasured, IsEmpty());
}

TEST(Forecast, AStageWithoutExamplesTakesAsLongAsARun) {
  EXPECT_DOUBLE_EQ(Example({{{}, 0}}).Of(1, kMeasured).seconds, 20);
}

TEST(Forecast, SlotsShareTheWorkAsFarAsStagesDoNotWaitForEachOther) {
  // 0 -> 1 -> 2 of 10 examples each beside 3, 4 and 5 of 10 each.
  const Example chain({{{}, 10}, {{0}, 10}, {{1}, 10}, {{}, 10}, {{}, 10}, {{}, 10}});
  EXPECT_DOUBLE_EQ(chain.Of(1, kMeasured).makespan_seconds, 120);
  EXPECT_DOUBLE_EQ(chain.Of(2, kMeasured).makespan_seconds, 60);
  EXPECT_DOUBLE_EQ(chain.Of(100, kMeasured).makespan_seconds, 60);
  EXPECT_DOUBLE_EQ(chain.Of(1, kMeasured).critical_path_seconds, 60);
}

// Oldest first, 2 would begin when 0 has ended, and its reader end at 80.
TEST(Forecast, TheLongestRemainingPathStartsFirst) {
  const Example work({{{}, 10}, {{}, 10}, {{}, 10}, {{2}, 20}});
  EXPECT_DOUBLE_EQ(work.Of(2, kMeasured).makespan_seconds, 60);
}

TEST(Forecast, WhatIsDoneTakesNothing) {
  Example half({{{}, 10}, {{0}, 10}});
  half.done[0] = true;
  const Forecast forecast = half.Of(1, kMeasured);
  EXPECT_DOUBLE_EQ(forecast.seconds, 20);
  EXPECT_DOUBLE_EQ(forecast.makespan_seconds, 20);
  EXPECT_EQ(forecast.bytes, 30);
}

TEST(Forecast, StagesOfAnotherModelAreUnmeasured) {
  Example other({{{}, 10}, {{}, 10}});
  other.plan.stages[1].model = DigestOf("roberta");
  const Forecast forecast = other.Of(1, kMeasured);
  EXPECT_DOUBLE_EQ(forecast.seconds, 20);
  ASSERT_THAT(forecast.unmeasured, SizeIs(1));
  EXPECT_EQ(forecast.unmeasured[0].kind, "finetune");
  EXPECT_EQ(forecast.unmeasured[0].stages, 1);
}

TEST(Forecast, AnEmptyPlanTakesNoTime) { EXPECT_DOUBLE_EQ(Example({}).Of(1, {}).makespan_seconds, 0); }

}  // namespace
}  // namespace srnet::planning
