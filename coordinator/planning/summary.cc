#include "coordinator/planning/summary.h"

#include <algorithm>
#include <array>

#include "common/stage/kind.h"

namespace srnet::planning {
namespace {

// The stages behind one stage, itself included, as sorted indices.
void CollectChain(const Plan& plan, std::uint32_t stage, std::vector<std::uint32_t>& chain) {
  chain.assign(1, stage);
  for (std::size_t next = 0; next < chain.size(); ++next) {
    for (const PlannedInput& input : plan.InputsOf(plan.stages[chain[next]])) {
      if (std::ranges::find(chain, input.stage) == chain.end()) chain.push_back(input.stage);
    }
  }
}

std::int64_t UnsharedStages(const Plan& plan) {
  std::int64_t count = 0;
  std::vector<std::uint32_t> chain;
  for (const Point& point : plan.points) {
    CollectChain(plan, point.stage, chain);
    count += static_cast<std::int64_t>(chain.size());
  }
  return count;
}

}  // namespace

Summary Summarise(const Plan& plan, const std::vector<bool>& done) {
  Summary summary;
  summary.points = static_cast<std::int64_t>(plan.points.size());
  summary.stages = static_cast<std::int64_t>(plan.stages.size());
  summary.unshared_stages = UnsharedStages(plan);
  std::array<KindSummary, stage::kKindCount> kinds;
  for (std::size_t i = 0; i < plan.stages.size(); ++i) {
    const PlannedStage& stage = plan.stages[i];
    KindSummary& kind = kinds[stage.kind];
    kind.kind = stage::Kinds()[stage.kind].name;
    ++kind.stages;
    if (!done.empty() && done[i]) {
      ++kind.reused;
      ++summary.reused_stages;
      continue;
    }
    kind.steps += stage.steps;
    kind.examples += stage.examples;
  }
  std::ranges::copy_if(kinds, std::back_inserter(summary.kinds),
                       [](const auto& kind) { return kind.stages > 0; });
  return summary;
}

}  // namespace srnet::planning
