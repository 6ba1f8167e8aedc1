// How long 102,000 points take to plan: one task, 34 seeds, 1,000 sparsities, three pairs of losses.
#include <benchmark/benchmark.h>

#include <string>

#include "common/digest/sha256.h"
#include "common/status/status.h"
#include "coordinator/planning/plan.h"
#include "coordinator/planning/summary.h"

namespace srnet::planning {
namespace {

Catalogue OneDataset() {
  Catalogue catalogue;
  catalogue.models = {{"bert", DigestOf("bert")}};
  catalogue.datasets = {{"mnli",
                         DigestOf("mnli"),
                         "nli",
                         {"contradiction", "entailment", "neutral"},
                         {{"train", SetRole::kTrain, 392702}, {"dev", SetRole::kDev, 9815}}}};
  return catalogue;
}

// `seeds` * 3,000 points: std/std, std/poe and poe/poe at 1,000 sparsities; poe/std is left out.
std::string Yaml(std::int64_t seeds) {
  std::string text = "name: many\nmodel: bert\ntasks: mnli\nseeds: [1";
  for (std::int64_t seed = 2; seed <= seeds; ++seed) text += fmt::format(", {}", seed);
  text +=
      "]\ngrid:\n  - pipeline: finetune_prune\n    finetune_loss: [std, poe]\n    method: mask\n    loss: "
      "[std, poe]\n";
  text += "    sparsity: [0.0005";
  for (int i = 1; i < 1000; ++i) text += fmt::format(", {}", (i + 0.5) / 1000);
  return text + "]\n";
}

void BM_PlanPoints(benchmark::State& state) {
  const Catalogue catalogue = OneDataset();
  const std::string yaml = Yaml(state.range(0));
  std::size_t points = 0;
  std::size_t stages = 0;
  for (auto unused : state) {
    const StatusOr<Plan> plan = PlanText(yaml, catalogue);
    SRNET_CHECK(plan.ok());
    benchmark::DoNotOptimize(Summarise(*plan, {}));
    points = plan->points.size();
    stages = plan->stages.size();
  }
  state.counters["points"] = static_cast<double>(points);
  state.counters["stages"] = static_cast<double>(stages);
}
BENCHMARK(BM_PlanPoints)->Arg(1)->Arg(34)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace srnet::planning

BENCHMARK_MAIN();
