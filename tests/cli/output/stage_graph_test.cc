#include "cli/output/stage_graph.h"

#include <gtest/gtest.h>

namespace srnet::cli {
namespace {

// A fine-tuning that reads two artifacts of an import that the store has.
v1::PlanResponse Example() {
  v1::PlanResponse plan;
  plan.set_name("a \"quoted\" name");
  v1::PlanResponse::PlannedStage& first = *plan.add_planned_stages();
  first.set_label("import_dataset");
  first.set_done(true);
  v1::PlanResponse::PlannedStage& second = *plan.add_planned_stages();
  second.set_label("finetune \"std\" seed 1");
  second.add_inputs(0);
  second.add_inputs(0);
  return plan;
}

TEST(StageGraph, DotHasANodeForEachStageAndAnEdgeForWhatItReads) {
  EXPECT_EQ(ToDot(Example()),
            "digraph \"a \\\"quoted\\\" name\" {\n"
            "  rankdir=LR;\n"
            "  node [shape=box];\n"
            "  s0 [label=\"import_dataset\", style=filled, fillcolor=lightgrey];\n"
            "  s1 [label=\"finetune \\\"std\\\" seed 1\"];\n"
            "  s0 -> s1;\n"
            "}\n");
}

TEST(StageGraph, MermaidHasTheSame) {
  EXPECT_EQ(ToMermaid(Example()),
            "flowchart LR\n"
            "  classDef done fill:#ddd\n"
            "  s0[\"import_dataset\"]:::done\n"
            "  s1[\"finetune #quot;std#quot; seed 1\"]\n"
            "  s0 --> s1\n");
}

}  // namespace
}  // namespace srnet::cli
